/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.delta.model;

/**
 * Finds the references in machine code. An instruction that holds one is turned into a word whose lowest bits are the
 * signed distance, and back; both are permutations of all words for a given kind.
 */
abstract class InstructionSet {

    /** No reference. */
    static final int NONE = 0;

    /** The most kinds that a set has, with {@link #NONE} and {@link PageReferences#LOW}. */
    static final int KINDS = 7;

    /** Instructions begin at multiples of this. */
    final int alignment;

    InstructionSet(int alignment) {
        this.alignment = alignment;
    }

    static InstructionSet of(int code) {
        return switch (code) {
            case 1 -> new Thumb2();
            case 2 -> new A32();
            case 3 -> new Arm64();
            default -> new Opaque();
        };
    }

    /** Returns which reference a little-endian word is. */
    abstract int kind(int word);

    /** Moves the distance to the lowest bits. */
    abstract int toPlain(int kind, int word);

    /** The inverse of {@link #toPlain}. */
    abstract int fromPlain(int kind, int plain);

    /** Returns the width of the distance. */
    abstract int bits(int kind);

    /** Returns the base 2 logarithm of the unit of the distance in bytes. */
    abstract int scale(int kind);

    /** Returns the place from which an instruction at a place reckons. */
    abstract int base(int kind, int place);

    /** Data and code of unknown kind. */
    private static final class Opaque extends InstructionSet {
        Opaque() {
            super(4);
        }

        @Override
        int kind(int word) {
            return NONE;
        }

        @Override
        int toPlain(int kind, int word) {
            return word;
        }

        @Override
        int fromPlain(int kind, int plain) {
            return plain;
        }

        @Override
        int bits(int kind) {
            return 32;
        }

        @Override
        int scale(int kind) {
            return 0;
        }

        @Override
        int base(int kind, int place) {
            return place;
        }
    }

    /** A32: B and BL (Arm ARM, F5.1). */
    private static final class A32 extends InstructionSet {
        A32() {
            super(4);
        }

        @Override
        int kind(int word) {
            boolean branch = (word & 0x0E000000) == 0x0A000000 && (word >>> 28) != 15;
            return branch ? 1 + ((word >>> 24) & 1) : NONE;
        }

        @Override
        int toPlain(int kind, int word) {
            return word;
        }

        @Override
        int fromPlain(int kind, int plain) {
            return plain;
        }

        @Override
        int bits(int kind) {
            return 24;
        }

        @Override
        int scale(int kind) {
            return 2;
        }

        @Override
        int base(int kind, int place) {
            return place + 8;
        }
    }
}
