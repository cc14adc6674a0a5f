/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.delta.diff;

import io.dunlin.ota.delta.StreamEntry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.LZMAOutputStream;

/** Packs a stream with the LZMA parameters that make it smallest, or not at all if none does. */
final class LzmaPacker {

    /** A packed stream and how it was packed. */
    @SuppressWarnings("ArrayRecordComponent") // A holder: never compared, large, and not to be copied.
    record Packed(StreamEntry entry, byte[] bytes) {}

    private static final int QUICK = 32;

    /** What a stream holds. */
    enum Content {
        /** Mostly zeros, the rest aligned as the code is. */
        DIFF,
        /** Whatever is new. */
        EXTRA
    }

    private LzmaPacker() {}

    /** Returns the values of lc, lp and pb that are worth trying. */
    private static int[][] parameters(Content content) {
        return switch (content) {
            case DIFF -> new int[][] {{0, 0, 0}, {0, 0, 2}, {0, 2, 2}, {3, 0, 0}};
            case EXTRA -> new int[][] {{0, 0, 0}, {0, 0, 2}, {1, 2, 2}, {3, 0, 0}};
        };
    }

    static Packed pack(byte[] raw, Content content, int dictionary, int literalBits) {
        Packed best = new Packed(StreamEntry.stored(raw.length), raw);
        if (raw.length == 0) {
            return best;
        }
        for (int[] p : parameters(content)) {
            if (p[0] + p[1] <= literalBits) {
                Packed packed = pack(raw, dictionary, p[0], p[1], p[2]);
                if (packed.bytes.length < best.bytes.length) {
                    best = packed;
                }
            }
        }
        return best;
    }

    /** Estimates, quickly, how small a stream becomes. */
    static int estimate(byte[] raw) {
        return raw.length == 0
                ? 0
                : encode(raw, Math.max(raw.length, LZMA2Options.DICT_SIZE_MIN), 0, 0, 0, QUICK).length;
    }

    /** Packs with given parameters; a dictionary is at least {@link Profile#MIN_DICTIONARY_BYTES}. */
    static Packed pack(byte[] raw, int dictionary, int lc, int lp, int pb) {
        byte[] packed = encode(raw, dictionary, lc, lp, pb, LZMA2Options.NICE_LEN_MAX);
        StreamEntry entry = new StreamEntry(
                StreamEntry.Codec.LZMA, lc, lp, pb, Math.min(dictionary, raw.length), raw.length, packed.length);
        return new Packed(entry, packed);
    }

    private static byte[] encode(byte[] raw, int dictionary, int lc, int lp, int pb, int niceLength) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            LZMA2Options options = new LZMA2Options(
                    dictionary, lc, lp, pb, LZMA2Options.MODE_NORMAL, niceLength, LZMA2Options.MF_BT4, 0);
            try (LZMAOutputStream lzma = new LZMAOutputStream(out, options, false)) {
                lzma.write(raw, 0, raw.length);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return out.toByteArray();
    }
}
