/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.delta.diff;

import java.util.Arrays;
import java.util.List;

/**
 * Finds at which address an image stands: the one for which most of the addresses that changed moved as the covers say
 * that their targets did.
 */
final class AddressBase {

    private static final int GRAIN_BITS = 8;
    private static final int MAX_SAMPLES = 4096;
    private static final int MAX_SHIFT = 1 << 20;
    private static final int MIN_TARGET_BYTES = 32;
    private static final int MIN_VOTES = 8;
    private static final int MAX_TARGETS = 64;

    private final Release release;
    private final List<Cover> covers;
    private long[] events = new long[1024];
    private int count;

    private AddressBase(Release release, List<Cover> covers) {
        this.release = release;
        this.covers = covers;
    }

    /** Returns the address of the old image's first byte, 0 if there is no sign of one. */
    static long of(Release release, List<Cover> covers) {
        return new AddressBase(release, covers).find();
    }

    private long find() {
        long[] targets = targets();
        long[] samples = samples();
        for (long sample : samples) {
            vote(sample >>> 32, (int) sample, targets);
        }
        Arrays.sort(events, 0, count);
        int votes = 0;
        int most = MIN_VOTES - 1;
        long best = 0;
        for (int i = 0; i < count; i++) {
            // An end sorts before a beginning at the same place.
            boolean begins = (events[i] & 1) != 0;
            votes += begins ? 1 : -1;
            if (votes > most) {
                most = votes;
                best = mostAligned(events[i] >> 1, i + 1 < count ? events[i + 1] >> 1 : events[i] >> 1);
            }
        }
        return best << GRAIN_BITS;
    }

    /** Returns the number in [low, high) with the most zero bits at its end. */
    private static long mostAligned(long low, long high) {
        long best = low;
        for (int bits = 1; bits < 32; bits++) {
            long up = (low + (1L << bits) - 1) >> bits << bits;
            if (up < high) {
                best = up;
            }
        }
        return best;
    }

    /** Returns the words that changed a little: the old value, and by how much. */
    private long[] samples() {
        long[] found = new long[MAX_SAMPLES];
        int seen = 0;
        int kept = 0;
        int every = 1;
        for (Cover cover : covers) {
            int by = cover.newAt() - cover.oldAt();
            if ((by & 3) != 0) {
                continue;
            }
            int end = cover.oldAt() + cover.length();
            for (int at = (cover.oldAt() + 3) & ~3; at + 4 <= end; at += 4) {
                int old = word(release.older(), at);
                int change = word(release.newer(), at + by) - old;
                if (change != 0 && Math.abs(change) < MAX_SHIFT && seen++ % every == 0) {
                    if (kept == MAX_SAMPLES) {
                        // Keep every other one, so that all parts of the image have their say.
                        for (int i = 0; i < kept / 2; i++) {
                            found[i] = found[2 * i];
                        }
                        kept /= 2;
                        every *= 2;
                    }
                    found[kept++] = (long) old << 32 | (change & 0xFFFFFFFFL);
                }
            }
        }
        return Arrays.copyOf(found, kept);
    }

    /** Returns the covers by shift: shift and index, sorted. */
    private long[] targets() {
        long[] targets = new long[covers.size()];
        int kept = 0;
        for (int i = 0; i < targets.length; i++) {
            Cover cover = covers.get(i);
            if (cover.length() >= MIN_TARGET_BYTES) {
                targets[kept++] = (long) (cover.newAt() - cover.oldAt()) << 32 | i;
            }
        }
        long[] sorted = Arrays.copyOf(targets, kept);
        Arrays.sort(sorted);
        return sorted;
    }

    private void vote(long value, int shift, long[] targets) {
        int from = Arrays.binarySearch(targets, (long) shift << 32);
        int limit = 0;
        for (int i = from < 0 ? -from - 1 : from; i < targets.length && (int) (targets[i] >> 32) == shift; i++) {
            Cover cover = covers.get((int) targets[i]);
            long low = (value - cover.oldAt() - cover.length() + (1L << GRAIN_BITS)) >> GRAIN_BITS;
            long high = ((value - cover.oldAt()) >> GRAIN_BITS) + 1;
            if (low < high && low >= 0 && ++limit <= MAX_TARGETS) {
                add(low << 1 | 1);
                add(high << 1);
            }
        }
    }

    private void add(long event) {
        if (count == events.length) {
            events = Arrays.copyOf(events, 2 * count);
        }
        events[count++] = event;
    }

    private static int word(byte[] bytes, int at) {
        return (bytes[at] & 0xFF) | (bytes[at + 1] & 0xFF) << 8 | (bytes[at + 2] & 0xFF) << 16 | bytes[at + 3] << 24;
    }
}
