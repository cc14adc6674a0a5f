/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.fleet.command;

import io.dunlin.core.DeviceId;
import io.dunlin.core.command.CommandId;
import io.dunlin.core.command.Receipt;
import java.time.Instant;
import java.util.Optional;

/**
 * A command as it is stored.
 *
 * @param id its name
 * @param device to whom
 * @param operation what to run
 * @param issuedAt when it was signed
 * @param expiresAt after this instant no device accepts it. If there is no final receipt by then, it is not known whether
 *     it ran
 * @param receipt the newest receipt, which is final or {@link Receipt.State#ACCEPTED}; empty if none came
 */
public record CommandRecord(
        CommandId id,
        DeviceId device,
        String operation,
        Instant issuedAt,
        Instant expiresAt,
        Optional<Receipt> receipt) {}
