/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.wire;

import io.dunlin.core.DecodeException;
import io.dunlin.core.cbor.CborLimits;
import io.dunlin.core.cbor.CborReader;
import io.dunlin.core.cbor.CborWriter;

/**
 * The fleet's wish, on the identity channel, that a device replace its certificate now. It names the certificate, so
 * that a repetition that comes late changes nothing.
 *
 * @param serial the serial number of the certificate to be replaced, as in {@link IdentityState#serial}
 */
public record RenewalRequest(String serial) {

    private static final int MESSAGE = 1;
    private static final CborLimits LIMITS = new CborLimits(64, 1, 2, IdentityState.MAX_SERIAL, 0);

    /** Checks the digits. */
    public RenewalRequest {
        IdentityState.requireSerial(serial);
    }

    /**
     * Writes the message.
     *
     * @return deterministic CBOR
     */
    public byte[] encode() {
        return CborWriter.withLimit(LIMITS.maxMessageBytes())
                .array(2)
                .integer(MESSAGE)
                .text(serial)
                .toByteArray();
    }

    /**
     * Reads a message.
     *
     * @param message what arrived
     * @return the request
     * @throws DecodeException if it is not one
     */
    public static RenewalRequest decode(byte[] message) {
        CborReader in = new CborReader(message, 0, message.length, LIMITS);
        in.array(2);
        in.integer(MESSAGE, MESSAGE);
        String serial = IdentityState.serial(in);
        in.end();
        return new RenewalRequest(serial);
    }
}
