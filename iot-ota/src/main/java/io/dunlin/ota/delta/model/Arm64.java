/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.delta.model;

/** A64: B, BL, B.cond, CBZ, CBNZ, TBZ, TBNZ, ADR, LDR (literal) and ADRP (Arm ARM, C4.1). */
final class Arm64 extends InstructionSet {

    private static final int BRANCH = 1;
    /** The distance is in pages. */
    static final int PAGE = 2;
    /** Nineteen bits from the fifth on. */
    private static final int NEAR = 3;
    /** Fourteen bits from the fifth on. */
    private static final int TEST = 4;
    /** As {@link #PAGE}, but in bytes. */
    private static final int ADDRESS = 5;

    Arm64() {
        super(4);
    }

    @Override
    int kind(int word) {
        if ((word & 0x7C000000) == 0x14000000) {
            return BRANCH;
        }
        if ((word & 0x1F000000) == 0x10000000) {
            return word < 0 ? PAGE : ADDRESS;
        }
        if ((word & 0xFF000010) == 0x54000000
                || (word & 0x7E000000) == 0x34000000
                || (word & 0xBF000000) == 0x18000000) {
            return NEAR;
        }
        return (word & 0x7E000000) == 0x36000000 ? TEST : NONE;
    }

    @Override
    int toPlain(int kind, int word) {
        return switch (kind) {
            case PAGE, ADDRESS ->
                (word & 0x80000000)
                        | (word >>> 24 & 0x1F) << 26
                        | (word & 0x1F) << 21
                        | (word >>> 5 & 0x7FFFF) << 2
                        | (word >>> 29 & 3);
            case NEAR -> (word & 0xFF000000) | (word & 0x1F) << 19 | (word >>> 5 & 0x7FFFF);
            case TEST -> (word & 0xFFF80000) | (word & 0x1F) << 14 | (word >>> 5 & 0x3FFF);
            default -> word;
        };
    }

    @Override
    int fromPlain(int kind, int plain) {
        return switch (kind) {
            case PAGE, ADDRESS ->
                (plain & 0x80000000)
                        | (plain >>> 26 & 0x1F) << 24
                        | (plain >>> 21 & 0x1F)
                        | (plain >>> 2 & 0x7FFFF) << 5
                        | (plain & 3) << 29;
            case NEAR -> (plain & 0xFF000000) | (plain >>> 19 & 0x1F) | (plain & 0x7FFFF) << 5;
            case TEST -> (plain & 0xFFF80000) | (plain >>> 14 & 0x1F) | (plain & 0x3FFF) << 5;
            default -> plain;
        };
    }

    @Override
    int bits(int kind) {
        return switch (kind) {
            case BRANCH -> 26;
            case NEAR -> 19;
            case TEST -> 14;
            default -> 21;
        };
    }

    @Override
    int scale(int kind) {
        return switch (kind) {
            case PAGE -> 12;
            case ADDRESS -> 0;
            default -> 2;
        };
    }

    @Override
    int base(int kind, int place) {
        return kind == PAGE ? place & ~0xFFF : place;
    }
}
