/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.delta.diff;

import io.dunlin.ota.delta.StreamEntry;

/**
 * For which devices a patch is made.
 *
 * @param dictionaryBytes how far back each stream may refer, {@value #MIN_DICTIONARY_BYTES} to {@link StreamEntry#MAX_DICTIONARY_BYTES}
 * @param literalBits the most that lc and lp of LZMA may add up to, 0 to 4; each bit doubles the probabilities
 * @param checkpointBytes after how many bytes of the new image an applier takes a checkpoint, 0 for never
 */
public record Profile(int dictionaryBytes, int literalBits, int checkpointBytes) {

    /** The smallest dictionary that the encoder can be held to. */
    public static final int MIN_DICTIONARY_BYTES = 4096;

    /** For microcontrollers: an applier of 38 KiB at most. */
    public static final Profile TINY = new Profile(4 << 10, 0, 64 << 10);

    /** For small Linux devices: an applier of 220 KiB at most. */
    public static final Profile SMALL = new Profile(64 << 10, 0, 256 << 10);

    /** For devices with memory to spare: an applier of up to 25 MiB. */
    public static final Profile LARGE = new Profile(8 << 20, 3, 4 << 20);

    /** Checks the bounds. */
    public Profile {
        boolean good = dictionaryBytes >= MIN_DICTIONARY_BYTES
                && dictionaryBytes <= StreamEntry.MAX_DICTIONARY_BYTES
                && literalBits >= 0
                && literalBits <= 4
                && checkpointBytes >= 0;
        if (!good) {
            throw new IllegalArgumentException("no profile has dictionaries of " + dictionaryBytes + " B, "
                    + literalBits + " literal bits and checkpoints after " + checkpointBytes + " B");
        }
    }
}
