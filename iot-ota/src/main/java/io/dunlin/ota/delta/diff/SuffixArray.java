/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.delta.diff;

import java.util.Arrays;

/**
 * Sorts all suffixes of a text by induced sorting, in linear time and, beside the result, an eighth of its memory.
 *
 * <p>After Nong, Zhang and Chan, "Two Efficient Algorithms for Linear Time Suffix Array Construction", IEEE Transactions
 * on Computers 60(10), 2011. The end of the text counts as smaller than every character.
 */
final class SuffixArray {

    private static final int BYTE_VALUES = 256;

    private final byte[] bytes;
    private final int[] sorted;

    private SuffixArray(byte[] bytes) {
        this.bytes = bytes;
        this.sorted = new int[bytes.length];
    }

    /** Returns the starts of all suffixes in ascending order of the suffixes. */
    static int[] of(byte[] text) {
        SuffixArray array = new SuffixArray(text);
        array.sort(-1, text.length, BYTE_VALUES);
        return array.sorted;
    }

    /**
     * Sorts one text into {@code sorted[0..length)}: the bytes if {@code from} is -1, else the names that stand at
     * {@code sorted[from..from + length)}.
     */
    private void sort(int from, int length, int values) {
        if (length < 2) {
            Arrays.fill(sorted, 0, length, 0);
            return;
        }
        long[] smaller = smallerThanNext(from, length);
        int[] bucket = new int[values];
        int count = sortSubstrings(from, length, smaller, bucket);
        int names = name(from, length, smaller, count);
        int reduced = length - count;
        if (names < count) {
            sort(reduced, count, names);
        } else {
            for (int i = 0; i < count; i++) {
                sorted[sorted[reduced + i]] = i;
            }
        }
        // Back from indices among the leftmost-smaller positions to positions.
        for (int i = length - 1, at = length; i > 0; i--) {
            if (isLeftmost(smaller, i)) {
                sorted[--at] = i;
            }
        }
        for (int i = 0; i < count; i++) {
            sorted[i] = sorted[reduced + sorted[i]];
        }
        Arrays.fill(sorted, count, length, -1);
        ends(from, length, bucket);
        for (int i = count - 1; i >= 0; i--) {
            int suffix = sorted[i];
            sorted[i] = -1;
            sorted[--bucket[at(from, suffix)]] = suffix;
        }
        induce(from, length, smaller, bucket);
    }

    private int at(int from, int index) {
        return from < 0 ? bytes[index] & 0xFF : sorted[from + index];
    }

    /** Marks the suffixes that are smaller than the one after them. */
    private long[] smallerThanNext(int from, int length) {
        long[] smaller = new long[(length + 63) >>> 6];
        boolean is = false;
        int next = at(from, length - 1);
        for (int i = length - 2; i >= 0; i--) {
            int here = at(from, i);
            is = here < next || (here == next && is);
            if (is) {
                smaller[i >>> 6] |= 1L << i;
            }
            next = here;
        }
        return smaller;
    }

    private static boolean is(long[] marks, int index) {
        return (marks[index >>> 6] & (1L << index)) != 0;
    }

    /** Tells whether a suffix is smaller than the next and its predecessor is not. */
    private static boolean isLeftmost(long[] smaller, int index) {
        return index > 0 && is(smaller, index) && !is(smaller, index - 1);
    }

    /** Puts the leftmost-smaller positions, sorted by the substrings up to the next one, to the front. */
    private int sortSubstrings(int from, int length, long[] smaller, int[] bucket) {
        Arrays.fill(sorted, 0, length, -1);
        ends(from, length, bucket);
        for (int i = 1; i < length; i++) {
            if (isLeftmost(smaller, i)) {
                sorted[--bucket[at(from, i)]] = i;
            }
        }
        induce(from, length, smaller, bucket);
        int count = 0;
        for (int i = 0; i < length; i++) {
            if (isLeftmost(smaller, sorted[i])) {
                sorted[count++] = sorted[i];
            }
        }
        return count;
    }

    /** Names equal substrings alike, and puts the names in text order to the end of the array. */
    private int name(int from, int length, long[] smaller, int count) {
        Arrays.fill(sorted, count, length, -1);
        int names = 0;
        int previous = -1;
        for (int i = 0; i < count; i++) {
            int here = sorted[i];
            if (previous < 0 || !sameSubstring(from, length, smaller, previous, here)) {
                names++;
            }
            // Two such positions are never neighbours, so half the room is enough.
            sorted[count + (here >>> 1)] = names - 1;
            previous = here;
        }
        int at = length;
        for (int i = count + (length >>> 1); i >= count; i--) {
            if (i < length && sorted[i] >= 0) {
                sorted[--at] = sorted[i];
            }
        }
        return names;
    }

    private boolean sameSubstring(int from, int length, long[] smaller, int a, int b) {
        for (int i = 0; ; i++) {
            boolean endA = i > 0 && (a + i == length || isLeftmost(smaller, a + i));
            boolean endB = i > 0 && (b + i == length || isLeftmost(smaller, b + i));
            if (a + i == length || b + i == length) {
                return false;
            }
            if (at(from, a + i) != at(from, b + i)) {
                return false;
            }
            if (endA || endB) {
                return endA && endB;
            }
        }
    }

    /** Sorts all suffixes, given the leftmost-smaller ones at the ends of their buckets. */
    private void induce(int from, int length, long[] smaller, int[] bucket) {
        starts(from, length, bucket);
        // The suffix of one character follows the empty one.
        sorted[bucket[at(from, length - 1)]++] = length - 1;
        for (int i = 0; i < length; i++) {
            int before = sorted[i] - 1;
            if (before >= 0 && !is(smaller, before)) {
                sorted[bucket[at(from, before)]++] = before;
            }
        }
        ends(from, length, bucket);
        for (int i = length - 1; i >= 0; i--) {
            int before = sorted[i] - 1;
            if (before >= 0 && is(smaller, before)) {
                sorted[--bucket[at(from, before)]] = before;
            }
        }
    }

    private void count(int from, int length, int[] bucket) {
        Arrays.fill(bucket, 0);
        for (int i = 0; i < length; i++) {
            bucket[at(from, i)]++;
        }
    }

    private void ends(int from, int length, int[] bucket) {
        count(from, length, bucket);
        int sum = 0;
        for (int i = 0; i < bucket.length; i++) {
            sum += bucket[i];
            bucket[i] = sum;
        }
    }

    private void starts(int from, int length, int[] bucket) {
        count(from, length, bucket);
        int sum = 0;
        for (int i = 0; i < bucket.length; i++) {
            int n = bucket[i];
            bucket[i] = sum;
            sum += n;
        }
    }
}
