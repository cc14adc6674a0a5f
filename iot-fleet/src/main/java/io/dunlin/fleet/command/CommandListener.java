/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.fleet.command;

import io.dunlin.core.DeviceId;
import io.dunlin.core.command.Receipt;

/** Who is told of receipts, on the fleet's loop, once they are durable. */
public interface CommandListener {

    /**
     * A device told more of a command than was known before.
     *
     * @param device which
     * @param receipt what it told
     */
    default void receipt(DeviceId device, Receipt receipt) {}
}
