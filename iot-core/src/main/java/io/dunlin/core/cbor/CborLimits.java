/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.cbor;

/**
 * What a {@link CborReader} accepts at most. A violation is a {@link io.dunlin.core.LimitExceeded} that carries the
 * component's name.
 *
 * @param maxMessageBytes the whole message, in bytes
 * @param maxDepth how many arrays, maps and tags may be open at once
 * @param maxItems the items of one array or the pairs of one map, less than 2^30
 * @param maxTextBytes one text string, in bytes
 * @param maxByteStringBytes one byte string, in bytes
 */
public record CborLimits(int maxMessageBytes, int maxDepth, int maxItems, int maxTextBytes, int maxByteStringBytes) {

    /** 1 MiB of message and byte string, 16 levels, 65 536 items, 64 KiB of text. */
    public static final CborLimits DEFAULT = new CborLimits(1 << 20, 16, 1 << 16, 1 << 16, 1 << 20);

    /** Checks the bounds. */
    public CborLimits {
        if (maxMessageBytes < 1 || maxDepth < 0 || maxItems < 0 || maxItems >= 1 << 30) {
            throw new IllegalArgumentException("maxMessageBytes " + maxMessageBytes + ", maxDepth " + maxDepth
                    + ", maxItems " + maxItems + " are not limits");
        }
        if (maxTextBytes < 0 || maxByteStringBytes < 0) {
            throw new IllegalArgumentException(
                    "maxTextBytes " + maxTextBytes + ", maxByteStringBytes " + maxByteStringBytes + " are not limits");
        }
    }

    /**
     * Returns these limits with another size of message; strings are bounded by it too.
     *
     * @param bytes the whole message, in bytes
     * @return the limits
     */
    public CborLimits withMaxMessageBytes(int bytes) {
        return new CborLimits(
                bytes, maxDepth, maxItems, Math.min(maxTextBytes, bytes), Math.min(maxByteStringBytes, bytes));
    }
}
