/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.delta;

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

    /** How a stream is packed. */
    public enum Codec {
        /** As it is. */
        STORED(0),
        /** Raw LZMA without header and end marker. */
        LZMA(1);

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
        boolean lzma = codec == Codec.LZMA;
        boolean good = rawBytes >= 0
                && packedBytes >= 0
                && (lzma
                        ? literalContextBits >= 0
                                && literalPositionBits >= 0
                                && literalContextBits + literalPositionBits <= 4
                                && positionBits >= 0
                                && positionBits <= 4
                                && dictionaryBytes >= 1
                                && dictionaryBytes <= MAX_DICTIONARY_BYTES
                                && dictionaryBytes <= rawBytes
                                && packedBytes >= LzmaDecoder.RANGE_CODER_BYTES
                        : literalContextBits == 0
                                && literalPositionBits == 0
                                && positionBits == 0
                                && dictionaryBytes == 0
                                && rawBytes == packedBytes);
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
     * Returns what unpacking needs.
     *
     * @return bytes of dictionary, probabilities and input buffer
     */
    public long memoryBytes() {
        if (codec == Codec.STORED) {
            return PackedInput.BUFFER_BYTES;
        }
        return PackedInput.BUFFER_BYTES
                + dictionaryBytes
                + 2L * LzmaDecoder.probabilities(literalContextBits, literalPositionBits);
    }

    int encode(byte[] into, int offset) {
        int at = offset;
        into[at++] = (byte) codec.code();
        if (codec == Codec.LZMA) {
            into[at++] = (byte) ((positionBits * 5 + literalPositionBits) * 9 + literalContextBits);
            at = Varint.put(dictionaryBytes, into, at);
        }
        at = Varint.put(rawBytes, into, at);
        return Varint.put(packedBytes, into, at);
    }
}
