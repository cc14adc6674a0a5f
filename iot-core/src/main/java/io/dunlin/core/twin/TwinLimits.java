/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.twin;

/**
 * What one twin may hold, on either side. Both sides refuse more and say so; neither grows beyond it, whatever comes.
 *
 * @param maxPaths how many paths may be desired, and how many may be reported besides those
 * @param maxValueBytes one value's encoding, in bytes
 * @param maxTotalBytes the encodings of all desired values, and of all that is reported of other paths, in bytes
 * @param maxMessageBytes one message on the wire; also bounds the patches that are accepted
 */
public record TwinLimits(int maxPaths, int maxValueBytes, int maxTotalBytes, int maxMessageBytes) {

    /** 256 paths, 1 KiB a value, 64 KiB in all, messages of 4 KiB. */
    public static final TwinLimits DEFAULT = new TwinLimits(256, 1024, 64 * 1024, 4096);

    /** What a message takes besides its changes: the two paths of a stretch above all. */
    static final int HEAD_BYTES = 208;

    /** What a message takes besides one value: the head, a path, an answer. */
    static final int OVERHEAD_BYTES = HEAD_BYTES + 240;

    /** Checks that the limits go together. */
    public TwinLimits {
        if (maxPaths < 1 || maxPaths > 65_536 || maxValueBytes < 1 || maxTotalBytes < maxValueBytes) {
            throw new IllegalArgumentException("maxPaths " + maxPaths + ", maxValueBytes " + maxValueBytes
                    + ", maxTotalBytes " + maxTotalBytes + " are not limits");
        }
        if (maxMessageBytes < maxValueBytes + OVERHEAD_BYTES) {
            throw new IllegalArgumentException("a message of " + maxMessageBytes + " bytes does not hold a value of "
                    + maxValueBytes + " and " + OVERHEAD_BYTES + " more");
        }
    }
}
