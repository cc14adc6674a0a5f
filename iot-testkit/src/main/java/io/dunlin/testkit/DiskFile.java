/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.testkit;

import java.util.Arrays;
import java.util.BitSet;

/**
 * One file's two images: what programs see, and what a power cut leaves. Between two forces the medium may take any of
 * the changed pages in any order.
 */
final class DiskFile {

    /** What a medium writes whole or not at all, in bytes. */
    static final int PAGE_BYTES = 512;

    /** The longest file, in bytes. */
    static final int MAX_LENGTH = 1 << 30;

    private byte[] seen = new byte[0];
    private int length;
    // Bytes of the durable image beyond its length are zero.
    private byte[] durable = new byte[0];
    private int durableLength;
    // The shortest that the file has been since the last force: nothing below it was cut off.
    private int lowestLength;
    private final BitSet dirtyPages = new BitSet();
    private boolean linked = true;

    int length() {
        return length;
    }

    boolean isLinked() {
        return linked;
    }

    void unlink() {
        linked = false;
    }

    int read(long position, byte[] into, int offset, int count) {
        if (position >= length) {
            return 0;
        }
        int available = Math.min(count, length - (int) position);
        System.arraycopy(seen, (int) position, into, offset, available);
        return available;
    }

    void write(int position, byte[] from, int offset, int count) {
        if (count == 0) {
            return;
        }
        int end = position + count;
        if (end > length) {
            resize(end);
        }
        System.arraycopy(from, offset, seen, position, count);
        markDirty(position, end);
    }

    void resize(int newLength) {
        if (newLength > seen.length) {
            seen = Arrays.copyOf(seen, Math.max(newLength, Math.min(MAX_LENGTH, 2 * seen.length)));
        } else if (newLength < length) {
            Arrays.fill(seen, newLength, length, (byte) 0);
        }
        markDirty(Math.min(length, newLength), Math.max(length, newLength));
        length = newLength;
        lowestLength = Math.min(lowestLength, newLength);
    }

    void force() {
        growDurable(length);
        for (int page = dirtyPages.nextSetBit(0); page >= 0; page = dirtyPages.nextSetBit(page + 1)) {
            copyPage(page * PAGE_BYTES);
        }
        endDurable(length);
    }

    /** A force that failed: some pages may have arrived, the others are never written again unless they change. */
    void loseForce(Survival survival) {
        double share = survival.nextShare();
        if (share >= 1) {
            force();
        } else if (share > 0) {
            keepSome(share, survival.random());
        } else {
            endDurable(durableLength);
        }
    }

    void cutPower(Survival survival) {
        loseForce(survival);
        // What programs see is now what was durable, also where a failed force had left the two different.
        seen = Arrays.copyOf(durable, durableLength);
        length = durableLength;
        lowestLength = length;
    }

    void flipBit(int position, int bit) {
        seen[position] ^= (byte) (1 << bit);
        if (position < durableLength) {
            durable[position] ^= (byte) (1 << bit);
        }
    }

    private void keepSome(double share, SeededRandom random) {
        int newLength = drawLength(random);
        growDurable(newLength);
        for (int page = dirtyPages.nextSetBit(0); page >= 0; page = dirtyPages.nextSetBit(page + 1)) {
            if (random.chance(share)) {
                copyPage(page * PAGE_BYTES);
            } else if (random.chance(0.5)) {
                zeroPage(page * PAGE_BYTES);
            }
        }
        endDurable(newLength);
    }

    private void copyPage(int start) {
        int end = Math.min(Math.min(start + PAGE_BYTES, length), durable.length);
        if (start < end) {
            System.arraycopy(seen, start, durable, start, end - start);
        }
    }

    /** Allocated, never written. What stood there at the last force, and was not cut off since, stays. */
    private void zeroPage(int start) {
        int from = Math.max(start, Math.min(lowestLength, durableLength));
        int end = Math.min(start + PAGE_BYTES, durable.length);
        if (from < end) {
            Arrays.fill(durable, from, end, (byte) 0);
        }
    }

    private void growDurable(int capacity) {
        if (capacity > durable.length) {
            durable = Arrays.copyOf(durable, Math.max(capacity, seen.length));
        }
    }

    private void endDurable(int newLength) {
        int touched = Math.min(durable.length, Math.max(durableLength, length));
        if (newLength < touched) {
            Arrays.fill(durable, newLength, touched, (byte) 0);
        }
        durableLength = newLength;
        lowestLength = length;
        dirtyPages.clear();
    }

    private int drawLength(SeededRandom random) {
        int lowest = Math.min(lowestLength, durableLength);
        return switch ((int) random.nextLong(3)) {
            case 0 -> durableLength;
            case 1 -> length;
            default -> (int) random.between(lowest, Math.max(lowest, length));
        };
    }

    private void markDirty(int from, int to) {
        if (from < to) {
            dirtyPages.set(from / PAGE_BYTES, (to - 1) / PAGE_BYTES + 1);
        }
    }
}
