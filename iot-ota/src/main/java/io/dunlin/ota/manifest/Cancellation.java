/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.manifest;

import io.dunlin.core.DecodeException;
import io.dunlin.core.cbor.CborReader;
import io.dunlin.core.cbor.CborWriter;

/**
 * An order to call one update off. It names one manifest, so repeating it later does no harm to any other.
 *
 * @param campaign the manifest's campaign
 * @param sequence the manifest's sequence number
 */
public record Cancellation(String campaign, long sequence) {

    /** The type that separates cancellations from every other signed message. */
    static final String TYPE = "dunlin-cancel";

    private static final int VERSION = 1;

    /** Checks the bounds. */
    public Cancellation {
        Names.check("campaign", campaign);
        if (sequence < 1) {
            throw new IllegalArgumentException("sequence is at least 1, got " + sequence);
        }
    }

    byte[] encode() {
        return new CborWriter()
                .array(3)
                .integer(VERSION)
                .text(campaign)
                .integer(sequence)
                .toByteArray();
    }

    static Cancellation decode(byte[] bytes) throws DecodeException {
        CborReader in = new CborReader(bytes);
        in.array(3);
        in.integer(VERSION, VERSION);
        String campaign = in.text();
        long sequence = in.integer(1, Long.MAX_VALUE);
        in.end();
        try {
            return new Cancellation(campaign, sequence);
        } catch (IllegalArgumentException e) {
            throw in.unexpected(String.valueOf(e.getMessage()));
        }
    }
}
