/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap.codec;

/**
 * What a decoder accepts.
 *
 * @param maxMessageBytes the longest message, at least 64; RFC 7252 section 4.6 has senders assume 1152
 * @param maxOptions how many options one message may hold, at least 8
 */
public record CodecLimits(int maxMessageBytes, int maxOptions) {

    /** 2048 bytes and 64 options. */
    public static final CodecLimits DEFAULT = new CodecLimits(2048, 64);

    /** Checks the bounds. */
    public CodecLimits {
        if (maxMessageBytes < 64 || maxMessageBytes > 65_535) {
            throw new IllegalArgumentException("maxMessageBytes must be 64 to 65535, got " + maxMessageBytes);
        }
        if (maxOptions < 8) {
            throw new IllegalArgumentException("maxOptions must be at least 8, got " + maxOptions);
        }
    }
}
