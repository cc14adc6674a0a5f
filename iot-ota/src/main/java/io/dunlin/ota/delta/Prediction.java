/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.delta;

import io.dunlin.ota.delta.model.Predictor;
import io.dunlin.ota.delta.model.ShiftMap;

/**
 * How the new bytes of a cover are predicted from the old ones.
 *
 * @param architecture which references there are
 * @param addressBase the address of the old image's first byte, 32 bits, 0 if position-independent
 * @param mapSegments how many covers the prediction map takes
 * @param mapMinBytes how long a cover must be to be taken into the map
 * @param learnedBits the base 2 logarithm of the number of remembered shifts
 */
public record Prediction(
        Architecture architecture, long addressBase, int mapSegments, int mapMinBytes, int learnedBits) {

    /** The most segments of a map. */
    public static final int MAX_SEGMENTS = 1 << 17;

    /** The largest base 2 logarithm of the number of remembered shifts. */
    public static final int MAX_LEARNED_BITS = 20;

    /** No prediction. */
    public static final Prediction NONE = new Prediction(Architecture.NONE, 0, 0, 0, 1);

    /** Checks the bounds. */
    public Prediction {
        boolean none = architecture == Architecture.NONE;
        boolean good = none
                ? addressBase == 0 && mapSegments == 0 && mapMinBytes == 0 && learnedBits == 1
                : addressBase >= 0
                        && addressBase <= 0xFFFFFFFFL
                        && mapSegments >= 0
                        && mapSegments <= MAX_SEGMENTS
                        && mapMinBytes >= 1
                        && learnedBits >= 1
                        && learnedBits <= MAX_LEARNED_BITS;
        if (!good) {
            throw new IllegalArgumentException("no prediction is " + architecture + " base " + addressBase
                    + " segments " + mapSegments + " of " + mapMinBytes + " learned " + learnedBits);
        }
    }

    /**
     * Returns what predicting needs.
     *
     * @return bytes of map, remembered shifts and records
     */
    public long memoryBytes() {
        return (long) mapSegments * ShiftMap.SEGMENT_BYTES
                + Predictor.learnedBytes(learnedBits)
                + Predictor.FIXED_BYTES;
    }

    /**
     * Tells whether a cover is taken into the map.
     *
     * @param coverBytes its length
     * @return whether it is long enough
     */
    public boolean takes(long coverBytes) {
        return architecture != Architecture.NONE && coverBytes >= mapMinBytes;
    }

    int encode(byte[] into, int offset) {
        int at = offset;
        into[at++] = (byte) architecture.code();
        if (architecture != Architecture.NONE) {
            at = Varint.put(addressBase, into, at);
            at = Varint.put(mapSegments, into, at);
            at = Varint.put(mapMinBytes, into, at);
            into[at++] = (byte) learnedBits;
        }
        return at;
    }

    Predictor predictor(long sourceBytes, ShiftMap map) {
        return new Predictor(architecture.code(), (int) addressBase, (int) sourceBytes, map, learnedBits);
    }
}
