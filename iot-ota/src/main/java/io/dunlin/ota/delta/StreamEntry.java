/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.delta;

import io.dunlin.ota.delta.model.NumberModel;
import io.dunlin.ota.delta.model.ResidualModel;

/**
 * One stream of a patch, as the header's directory describes it.
 *
 * @param codec how it is packed
 * @param literalContextBits lc of LZMA, 0 where stored
 * @param literalPositionBits lp of LZMA, 0 where stored; lc + lp is at most 4
 * @param positionBits pb of LZMA, 0 where stored; at most 4
 * @param dictionaryBytes how far back LZMA refers, 0 where stored
 * @param rawBytes its length unpacked
 * @param packedBytes its length in the patch
 */
public record StreamEntry(
        Codec codec,
        int literalContextBits,
        int literalPositionBits,
        int positionBits,
        int dictionaryBytes,
        long rawBytes,
        long packedBytes) {

    /** The largest dictionary of the format. */
    public static final int MAX_DICTIONARY_BYTES = 8 << 20;

    /** The smallest base 2 logarithm of the number of a model's counters. */
    public static final int MIN_MODEL_BITS = 8;

    /** The largest. */
    public static final int MAX_MODEL_BITS = 22;

    /** How a stream is packed. */
    public enum Codec {
        /** As it is. */
        STORED(0),
        /** Raw LZMA without header and end marker. */
        LZMA(1),
        /** Bits of probabilities that a model of covers or residuals reckons. */
        MODEL(2);

        private final int code;

        Codec(int code) {
            this.code = code;
        }

        /** The byte in the directory. */
        int code() {
            return code;
        }
    }

    /** Checks the bounds. */
    public StreamEntry {
        boolean noLzma = literalContextBits == 0 && literalPositionBits == 0 && positionBits == 0;
        boolean good = rawBytes >= 0
                && switch (codec) {
                    case STORED -> noLzma && dictionaryBytes == 0 && rawBytes == packedBytes;
                    case LZMA ->
                        literalContextBits >= 0
                                && literalPositionBits >= 0
                                && literalContextBits + literalPositionBits <= 4
                                && positionBits >= 0
                                && positionBits <= 4
                                && dictionaryBytes >= 1
                                && dictionaryBytes <= MAX_DICTIONARY_BYTES
                                && dictionaryBytes <= rawBytes
                                && packedBytes >= LzmaDecoder.RANGE_CODER_BYTES;
                    case MODEL ->
                        noLzma
                                && dictionaryBytes >= 2 << MIN_MODEL_BITS
                                && dictionaryBytes <= MAX_DICTIONARY_BYTES
                                && Integer.bitCount(dictionaryBytes) == 1
                                && packedBytes >= RangeDecoder.FIRST_BYTES;
                };
        if (!good) {
            throw new IllegalArgumentException("no stream is " + codec + " lc" + literalContextBits + " lp"
                    + literalPositionBits + " pb" + positionBits + " dictionary " + dictionaryBytes + " raw " + rawBytes
                    + " packed " + packedBytes);
        }
    }

    /**
     * Describes a stream that is not packed.
     *
     * @param bytes its length
     * @return the entry
     */
    public static StreamEntry stored(long bytes) {
        return new StreamEntry(Codec.STORED, 0, 0, 0, 0, bytes, bytes);
    }

    /**
     * Describes a stream that is packed with a model.
     *
     * @param bits the base 2 logarithm of the number of 16-bit counters
     * @param raw its length before it was packed
     * @param packed its length in the patch
     * @return the entry
     */
    public static StreamEntry modelled(int bits, long raw, long packed) {
        return new StreamEntry(Codec.MODEL, 0, 0, 0, 2 << bits, raw, packed);
    }

    /** Returns the base 2 logarithm of the number of a model's counters. */
    int modelBits() {
        return 30 - Integer.numberOfLeadingZeros(dictionaryBytes);
    }

    /**
     * Returns what unpacking needs.
     *
     * @return bytes of dictionary or table, probabilities or weights, and input buffer
     */
    public long memoryBytes() {
        return PackedInput.BUFFER_BYTES
                + dictionaryBytes
                + switch (codec) {
                    case STORED -> 0;
                    case LZMA -> 2L * LzmaDecoder.probabilities(literalContextBits, literalPositionBits);
                    case MODEL -> Math.max(NumberModel.FIXED_BYTES, ResidualModel.FIXED_BYTES);
                };
    }

    int encode(byte[] into, int offset) {
        int at = offset;
        into[at++] = (byte) codec.code();
        if (codec == Codec.LZMA) {
            into[at++] = (byte) ((positionBits * 5 + literalPositionBits) * 9 + literalContextBits);
            at = Varint.put(dictionaryBytes, into, at);
        } else if (codec == Codec.MODEL) {
            into[at++] = (byte) modelBits();
        }
        at = Varint.put(rawBytes, into, at);
        return Varint.put(packedBytes, into, at);
    }
}
