/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.delta.diff;

import io.dunlin.ota.delta.PatchHeader;
import io.dunlin.ota.delta.Prediction;
import io.dunlin.ota.delta.StreamEntry;

/**
 * What the devices that apply a patch can spare.
 *
 * @param dictionaryBytes the dictionary of the extra stream, at least {@value #MIN_DICTIONARY_BYTES}
 * @param literalBits lc + lp of that stream at most, 0 to 4; each doubles its 1.5 KiB of literal probabilities
 * @param modelBits the base 2 logarithm of the number of 16-bit counters for residuals
 * @param mapSegments the most covers in the prediction map, 12 bytes each
 * @param learnedBits the base 2 logarithm of the number of remembered shifts, 8 bytes each
 * @param checkpointBytes a checkpoint after so many bytes of the new image, 0 for never, else at least 512
 */
public record Profile(
        int dictionaryBytes, int literalBits, int modelBits, int mapSegments, int learnedBits, int checkpointBytes) {

    /** The smallest dictionary that the encoder can be held to. */
    public static final int MIN_DICTIONARY_BYTES = 4096;

    /** For microcontrollers: an applier of at most 28 KiB beside its objects. */
    public static final Profile TINY = new Profile(4 << 10, 0, 12, 192, 8, 64 << 10);

    /** For small Linux devices: an applier of at most 64 KiB beside its dictionary of 64 KiB. */
    public static final Profile SMALL = new Profile(64 << 10, 0, 14, 600, 10, 256 << 10);

    /** For devices with memory to spare: an applier of at most 13 MiB. */
    public static final Profile LARGE = new Profile(8 << 20, 3, 21, 1 << 14, 16, 4 << 20);

    private static final int LZMA_PROBABILITY_BYTES = 4096;
    private static final int MAX_COVER_MODEL_BITS = 13;

    /** Checks the bounds. */
    public Profile {
        boolean good = dictionaryBytes >= MIN_DICTIONARY_BYTES
                && dictionaryBytes <= StreamEntry.MAX_DICTIONARY_BYTES
                && literalBits >= 0
                && literalBits <= 4
                && modelBits >= StreamEntry.MIN_MODEL_BITS + 4
                && modelBits <= StreamEntry.MAX_MODEL_BITS
                && mapSegments >= 0
                && mapSegments <= Prediction.MAX_SEGMENTS
                && learnedBits >= 1
                && learnedBits <= Prediction.MAX_LEARNED_BITS
                && (checkpointBytes == 0 || checkpointBytes >= PatchHeader.MIN_CHECKPOINT_BYTES);
        if (!good) {
            throw new IllegalArgumentException("no profile has dictionaries of " + dictionaryBytes + " B, "
                    + literalBits + " literal bits, " + modelBits + " model bits, " + mapSegments + " segments, "
                    + learnedBits + " learned bits and checkpoints after " + checkpointBytes + " B");
        }
    }

    /**
     * Returns this profile with another interval between checkpoints.
     *
     * @param bytes a checkpoint after so many bytes of the new image, 0 for never
     * @return the profile
     */
    public Profile withCheckpointBytes(int bytes) {
        return new Profile(dictionaryBytes, literalBits, modelBits, mapSegments, learnedBits, bytes);
    }

    /** The dictionary that residuals may have instead of a model, so that both streams keep within the profile. */
    int residualDictionaryBytes(int spent) {
        int insteadOfModel = (2 << modelBits) - (LZMA_PROBABILITY_BYTES << literalBits);
        return Math.min(StreamEntry.MAX_DICTIONARY_BYTES, Math.max(dictionaryBytes - spent, insteadOfModel));
    }

    /** The base 2 logarithm of the number of counters for covers. */
    int coverModelBits() {
        return Math.min(MAX_COVER_MODEL_BITS, modelBits - 4);
    }
}
