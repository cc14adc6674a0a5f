/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.fleet.ingest;

import io.dunlin.core.BootEpoch;
import io.dunlin.core.telemetry.Incarnation;

/**
 * A message that arrived intact and could not be stored.
 *
 * @param store the device's store that numbered it
 * @param epoch the boot that numbered it
 * @param seq its number
 * @param rows how many rows it claims to hold
 * @param receivedAtMillis when it was set aside, wall-clock milliseconds
 * @param reason why, for people
 * @param payload the message as it came
 */
@SuppressWarnings("ArrayRecordComponent") // Handed on, never compared.
public record DeadLetter(
        Incarnation store,
        BootEpoch epoch,
        long seq,
        long rows,
        long receivedAtMillis,
        String reason,
        byte[] payload) {}
