/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.telemetry;

/** Writes sequences of yes and no: short ones bit by bit, others as runs of what repeats. One thread at a time. */
final class Toggles {

    private static final int SHORT = 16;

    private long[] flags = new long[64];
    private long[] changes = new long[64];

    void set(int i, boolean flag) {
        flags = Columns.grow(flags, i + 1);
        flags[i] = flag ? 1 : 0;
    }

    boolean get(int i) {
        return flags[i] != 0;
    }

    /** Writes the first {@code count} flags as changes from the flag before, or from the second before. */
    void write(BitWriter out, int count) {
        if (count <= SHORT) {
            for (int i = 0; i < count; i++) {
                out.put(flags[i], 1);
            }
            return;
        }
        int single = 0;
        int alternate = 0;
        for (int i = 2; i < count; i++) {
            single += (int) (flags[i] ^ flags[i - 1]);
            alternate += (int) (flags[i] ^ flags[i - 2]);
        }
        int lag = alternate < single ? 2 : 1;
        out.put(lag - 1, 1);
        changes = Columns.grow(changes, count);
        for (int i = 0; i < count; i++) {
            changes[i] = flags[i] ^ (i >= lag ? flags[i - lag] : 0);
        }
        Residuals.write(out, changes, 0, count);
    }

    /** Reads {@code count} flags and returns how many of them are set. */
    int read(BitReader in, int count) {
        flags = Columns.grow(flags, count);
        int set = 0;
        if (count <= SHORT) {
            for (int i = 0; i < count; i++) {
                flags[i] = in.get(1);
                set += (int) flags[i];
            }
            return set;
        }
        int lag = (int) in.get(1) + 1;
        Residuals.read(in, flags, 0, count);
        for (int i = 0; i < count; i++) {
            if ((flags[i] & ~1) != 0) {
                throw in.damaged("a flag of value " + flags[i]);
            }
            flags[i] ^= i >= lag ? flags[i - lag] : 0;
            set += (int) flags[i];
        }
        return set;
    }
}
