/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.delta.model;

/** Thumb-2: BL, B.W, BLX and conditional B.W, each two halfwords (Arm ARM, F5.1). */
final class Thumb2 extends InstructionSet {

    private static final int LINK = 1;
    private static final int BRANCH = 2;
    private static final int EXCHANGE = 3;
    private static final int CONDITIONAL = 4;

    Thumb2() {
        super(2);
    }

    @Override
    int kind(int word) {
        if ((word & 0xF800) != 0xF000) {
            return NONE;
        }
        return switch ((word >>> 28) & 0xD) {
            case 0xD -> LINK;
            case 0x9 -> BRANCH;
            case 0xC -> (word & 0x10000) == 0 ? EXCHANGE : NONE;
            case 0x8 -> ((word >>> 7) & 7) != 7 ? CONDITIONAL : NONE;
            default -> NONE;
        };
    }

    @Override
    int toPlain(int kind, int word) {
        int sign = (word >>> 10) & 1;
        int j1 = (word >>> 29) & 1;
        int j2 = (word >>> 27) & 1;
        int low = (word >>> 16) & 0x7FF;
        int code = (word >>> 28 & 1) | (word >>> 30) << 1 | (word & 0xF800) >>> 8;
        if (kind == CONDITIONAL) {
            int distance = sign << 19 | j2 << 18 | j1 << 17 | (word & 0x3F) << 11 | low;
            return code << 24 | ((word >>> 6) & 0xF) << 20 | distance;
        }
        int i1 = j1 ^ sign ^ 1;
        int i2 = j2 ^ sign ^ 1;
        return code << 24 | sign << 23 | i1 << 22 | i2 << 21 | (word & 0x3FF) << 11 | low;
    }

    @Override
    int fromPlain(int kind, int plain) {
        int code = plain >>> 24;
        int word = (code & 0xF8) << 8 | (code & 1) << 28 | (code & 6) << 29 | (plain & 0x7FF) << 16;
        if (kind == CONDITIONAL) {
            return word
                    | (plain >>> 19 & 1) << 10
                    | (plain >>> 17 & 1) << 29
                    | (plain >>> 18 & 1) << 27
                    | (plain >>> 20 & 0xF) << 6
                    | (plain >>> 11 & 0x3F);
        }
        int sign = plain >>> 23 & 1;
        int j1 = (plain >>> 22 & 1) ^ sign ^ 1;
        int j2 = (plain >>> 21 & 1) ^ sign ^ 1;
        return word | sign << 10 | j1 << 29 | j2 << 27 | (plain >>> 11 & 0x3FF);
    }

    @Override
    int bits(int kind) {
        return kind == CONDITIONAL ? 20 : 24;
    }

    @Override
    int scale(int kind) {
        return 1;
    }

    @Override
    int base(int kind, int place) {
        return kind == EXCHANGE ? (place + 4) & ~3 : place + 4;
    }
}
