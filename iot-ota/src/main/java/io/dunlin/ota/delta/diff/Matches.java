/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.delta.diff;

import java.util.Arrays;

/**
 * The longest match in the old image for every place of the new one, in linear time: neighbours in the suffix array of
 * both images together, with the lengths that they have in common (Kärkkäinen, Manzini and Puglisi, "Permuted
 * Longest-Common-Prefix Array", CPM 2009).
 */
final class Matches {

    private final int[] position;
    private final int[] length;

    private Matches(int[] position, int[] length) {
        this.position = position;
        this.length = length;
    }

    /** Returns the longest matches; takes about 16 bytes of memory for each byte of the two images. */
    static Matches between(byte[] older, byte[] newer) {
        int olds = older.length;
        byte[] text = Arrays.copyOf(older, Math.addExact(olds, newer.length));
        System.arraycopy(newer, 0, text, olds, newer.length);
        int[] sorted = SuffixArray.of(text);
        int[] common = commonWithPredecessor(text, sorted);
        int[] position = new int[newer.length];
        int[] length = new int[newer.length];
        int last = 0;
        int run = 0;
        for (int suffix : sorted) {
            run = Math.min(run, common[suffix]);
            if (suffix < olds) {
                last = suffix;
                run = Integer.MAX_VALUE;
            } else {
                take(position, length, suffix - olds, last, Math.min(run, olds - last));
            }
        }
        run = 0;
        for (int i = sorted.length - 1; i >= 0; i--) {
            int suffix = sorted[i];
            if (suffix < olds) {
                last = suffix;
                run = Integer.MAX_VALUE;
            } else {
                take(position, length, suffix - olds, last, Math.min(run, olds - last));
            }
            run = Math.min(run, common[suffix]);
        }
        return new Matches(position, length);
    }

    private static void take(int[] position, int[] length, int at, int match, int bytes) {
        if (bytes > length[at]) {
            position[at] = match;
            length[at] = bytes;
        }
    }

    /** Returns, by start of the suffix, how much it has in common with its predecessor in the sorted order. */
    private static int[] commonWithPredecessor(byte[] text, int[] sorted) {
        int[] common = new int[text.length];
        int previous = -1;
        for (int suffix : sorted) {
            common[suffix] = previous;
            previous = suffix;
        }
        int same = 0;
        for (int i = 0; i < text.length; i++) {
            int other = common[i];
            if (other < 0) {
                same = 0;
            } else {
                int limit = text.length - Math.max(i, other);
                while (same < limit && text[i + same] == text[other + same]) {
                    same++;
                }
            }
            common[i] = same;
            same = Math.max(same - 1, 0);
        }
        return common;
    }

    /** Returns how long the match is for a place of the new image. */
    int length(int at) {
        return length[at];
    }

    /** Returns where in the old image the match for a place of the new one begins. */
    int position(int at) {
        return position[at];
    }
}
