/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.device;

import io.dunlin.core.command.Command;
import io.dunlin.core.command.Receipt;

/**
 * Obeys commands that are genuine, for this device, and new. Called on the executor of the device, one command at a time;
 * may block.
 */
@FunctionalInterface
public interface CommandHandler {

    /**
     * Executes a command.
     *
     * @param command what to do; its acceptance is durable
     * @return what came of it: a final receipt of this command, such as {@link Receipt#done}
     * @throws Exception if it failed: the fleet gets a receipt that says so
     */
    Receipt execute(Command command) throws Exception;
}
