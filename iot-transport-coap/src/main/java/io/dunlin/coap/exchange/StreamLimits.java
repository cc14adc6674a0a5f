/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap.exchange;

import io.dunlin.coap.codec.CodecLimits;

/**
 * What one end of a connection takes (RFC 8323).
 *
 * @param codec what a message may hold; its size is told to the peer as Max-Message-Size
 * @param maxOpen how many requests of each end may wait for their answers; one more of the peer is answered with 5.03
 */
public record StreamLimits(CodecLimits codec, int maxOpen) {

    /** Messages of 64 KiB, 256 requests. */
    public static final StreamLimits DEFAULT = new StreamLimits(new CodecLimits(65_535, 64), 256);

    /** Checks the bounds. */
    public StreamLimits {
        if (maxOpen < 1) {
            throw new IllegalArgumentException("maxOpen must be at least 1, got " + maxOpen);
        }
    }
}
