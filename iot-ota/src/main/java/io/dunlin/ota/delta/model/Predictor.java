/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.delta.model;

import java.io.IOException;

/**
 * Predicts the new bytes of a cover from the old ones, unit by unit: references move with their targets. A unit is a
 * word, a halfword or a byte. For each: {@link #begin}, then {@link #residual} or nothing, then {@link #finish}. Allocates
 * at construction only. One thread at a time.
 */
public final class Predictor {

    /** How many bytes of a cover a unit may look at. */
    public static final int LOOK_AHEAD = 8;

    private static final int WORD = 4;
    private static final int SMALL_SHIFT = 1 << 20;

    private static final int INSIDE = InstructionSet.KINDS;
    private static final int RELATIVE = INSIDE + 1;
    private static final int OUTSIDE = INSIDE + 2;
    private static final int KINDS = INSIDE + 3;

    private static final int CODE_SPACE = 1;
    private static final int OUTSIDE_SPACE = 3;
    private static final int RELATIVE_SPACE = 5;

    /** The memory of a predictor beside its map and its table of learned shifts. */
    public static final int FIXED_BYTES = 2 * Candidates.bytes(KINDS) + PageReferences.BYTES + 80;

    private final InstructionSet instructions;
    private final boolean predicts;
    private final int sourceBytes;
    private final int addressBase;
    private final LearnedShifts learned;
    private final Candidates target;
    private final Candidates relative;
    private final PageReferences pages = new PageReferences();

    private int coverOld;
    private int coverBytes;
    private int moved;

    // The unit.
    private int bytes;
    private int trust;
    private int context;
    private int kind;
    private int oldWord;
    private int newPlace;
    private int oldTarget;
    private int relativeTarget;
    private boolean isRelative;
    private int guess;

    /**
     * Creates a predictor that has learned nothing.
     *
     * @param instructionSet the code of the instruction set, 0 for no prediction
     * @param addressBase the address of the old image's first byte
     * @param sourceBytes the old image's length
     * @param map where the covers moved what
     * @param learnedBits the base 2 logarithm of the number of learned shifts
     */
    public Predictor(int instructionSet, int addressBase, int sourceBytes, ShiftMap map, int learnedBits) {
        this.instructions = InstructionSet.of(instructionSet);
        this.predicts = instructionSet != 0;
        this.addressBase = addressBase;
        this.sourceBytes = sourceBytes;
        this.learned = new LearnedShifts(learnedBits);
        this.target = new Candidates(KINDS, learned, map);
        this.relative = new Candidates(KINDS, learned, map);
    }

    /**
     * Returns the memory of the learned shifts.
     *
     * @param learnedBits the base 2 logarithm of their number
     * @return bytes
     */
    public static int learnedBytes(int learnedBits) {
        return LearnedShifts.ENTRY_BYTES << learnedBits;
    }

    /**
     * Begins a cover.
     *
     * @param oldAt its place in the old image
     * @param newAt its place in the new image
     * @param length its length in bytes
     */
    public void cover(int oldAt, int newAt, int length) {
        coverOld = oldAt;
        coverBytes = length;
        moved = newAt - oldAt;
    }

    /**
     * Begins a unit.
     *
     * @param old where the old bytes are
     * @param at the unit's first byte there
     * @param available how many bytes of the cover follow from there on; all, or at least {@link #LOOK_AHEAD}
     * @param place the unit's place in the new image
     */
    public void begin(byte[] old, int at, int available, int place) {
        newPlace = place;
        int oldPlace = place - moved;
        kind = InstructionSet.NONE;
        trust = 0;
        boolean together = ((place | oldPlace) & (instructions.alignment - 1)) == 0;
        if (predicts && together && available >= WORD) {
            oldWord = word(old, at);
            kind = instructions.kind(oldWord);
            if (kind != InstructionSet.NONE) {
                reference(oldPlace, available >= 2 * WORD ? word(old, at + WORD) : 0);
                return;
            }
            if (instructions instanceof Arm64 && lowPart(oldPlace)) {
                return;
            }
        }
        if ((place & 3) == 0 && available >= WORD && !isSplit(old, at, available, together)) {
            bytes = WORD;
            oldWord = word(old, at);
            context = oldWord;
            guess = oldWord;
            if (predicts && (oldPlace & 3) == 0) {
                pointer(oldPlace);
            } else {
                trust = 7 << 2;
            }
        } else if (predicts && together && instructions.alignment == 2 && available >= 2) {
            bytes = 2;
            oldWord = (old[at] & 0xFF) | (old[at + 1] & 0xFF) << 8;
            context = oldWord;
            guess = oldWord;
            trust = 1;
        } else {
            bytes = 1;
            oldWord = old[at] & 0xFF;
            context = oldWord | (place & 3) << 8;
            guess = oldWord;
        }
    }

    /** Tells whether an instruction begins in the middle of a word, which then is two units. */
    private boolean isSplit(byte[] old, int at, int available, boolean together) {
        return predicts
                && together
                && instructions.alignment == 2
                && available >= WORD + 2
                && instructions.kind(word(old, at + 2)) != InstructionSet.NONE;
    }

    static int word(byte[] bytes, int at) {
        return (bytes[at] & 0xFF) | (bytes[at + 1] & 0xFF) << 8 | (bytes[at + 2] & 0xFF) << 16 | bytes[at + 3] << 24;
    }

    private void reference(int oldPlace, int next) {
        bytes = WORD;
        int plain = instructions.toPlain(kind, oldWord);
        context = plain;
        int width = instructions.bits(kind);
        int scale = instructions.scale(kind);
        int distance = plain << (32 - width) >> (32 - width) << scale;
        int base = instructions.base(kind, oldPlace);
        oldTarget = base + distance;
        boolean page = isPage();
        if (page) {
            oldTarget += PageReferences.lowPart(oldWord, next);
        }
        int newBase = instructions.base(kind, newPlace);
        target.begin(kind, newBase - base);
        if (isInside(oldTarget)) {
            if (oldTarget >= coverOld && oldTarget - coverOld < coverBytes) {
                target.add(Candidates.ALONG, moved);
            }
            target.addMapped(oldTarget);
        }
        target.addLearned(CODE_SPACE, oldTarget);
        int way = target.best();
        trust = quality(1, target.trust(way));
        int newDistance = (oldTarget + target.shift(way) - newBase) >> scale;
        int mask = (1 << width) - 1;
        guess = (plain & ~mask) | (newDistance & mask);
    }

    private boolean isPage() {
        return kind == Arm64.PAGE && instructions instanceof Arm64;
    }

    private boolean isInside(int place) {
        return place >= 0 && place < sourceBytes;
    }

    private static int quality(int of, int trust) {
        return of << 2 | (trust < 20_000 ? 0 : trust < 48_000 ? 1 : trust < 63_000 ? 2 : 3);
    }

    private boolean lowPart(int oldPlace) {
        if (!pages.find(oldWord, oldPlace)) {
            return false;
        }
        kind = PageReferences.LOW;
        bytes = WORD;
        int plain = PageReferences.toPlain(oldWord);
        context = plain;
        oldTarget = pages.oldPage() + PageReferences.lowBytes(oldWord);
        target.begin(kind, pages.newPage() - pages.oldPage());
        if (isInside(oldTarget)) {
            target.addMapped(oldTarget);
        }
        target.addLearned(CODE_SPACE, oldTarget);
        int way = target.best();
        trust = quality(6, target.trust(way));
        guess = (plain & ~0xFFF) | ((oldTarget + target.shift(way)) & 0xFFF) >> PageReferences.scale(oldWord);
        return true;
    }

    /** The word may be an address, or a distance from about here. */
    private void pointer(int oldPlace) {
        oldTarget = oldWord - addressBase;
        boolean inside = isInside(oldTarget);
        kind = inside ? INSIDE : OUTSIDE;
        if (!inside) {
            oldTarget = oldWord;
        }
        target.begin(kind, 0);
        if (inside) {
            target.addMapped(oldTarget);
        }
        target.addLearned(inside ? CODE_SPACE : OUTSIDE_SPACE, oldTarget);
        int way = target.best();
        int by = target.shift(way);
        int best = target.trust(way);
        trust = quality(inside ? 2 : 4, best);
        relativeTarget = oldPlace + oldWord;
        int top = oldWord >> 24;
        isRelative = oldWord != 0 && (top == 0 || top == -1) && isInside(relativeTarget);
        if (isRelative) {
            relative.begin(RELATIVE, moved);
            relative.addLearned(RELATIVE_SPACE, relativeTarget);
            relative.addMapped(relativeTarget);
            way = relative.best();
            int relativeBy = relative.shift(way) - moved;
            if (relativeBy != 0 && (by == 0 || relative.trust(way) > best)) {
                by = relativeBy;
                trust = quality(3, relative.trust(way));
            }
        }
        guess = oldWord + by;
    }

    /**
     * Returns the unit's length.
     *
     * @return 1, 2 or 4 bytes
     */
    public int bytes() {
        return bytes;
    }

    /** How far the prediction can be trusted: 0 to 31, the kind of unit and two bits of record. */
    int trust() {
        return trust;
    }

    /** The old unit in the form in which it is predicted. */
    int context() {
        return context;
    }

    /**
     * Returns what must be added to the prediction.
     *
     * @param actual the new unit, its first byte lowest
     * @return the residual, its first byte lowest, 0 where the prediction is right
     */
    public int residual(int actual) {
        int plain = plain(actual);
        return isBytewise() ? subtract(plain, guess) : plain - guess;
    }

    private boolean isBytewise() {
        return kind == InstructionSet.NONE || kind >= INSIDE;
    }

    private int plain(int actual) {
        if (isBytewise()) {
            return actual;
        }
        return kind == PageReferences.LOW ? PageReferences.toPlain(actual) : instructions.toPlain(kind, actual);
    }

    private int subtract(int from, int what) {
        int result = 0;
        for (int i = 0; i < 8 * bytes; i += 8) {
            result |= (((from >>> i) - (what >>> i)) & 0xFF) << i;
        }
        return result;
    }

    /**
     * Ends the unit and learns from it.
     *
     * @param residual its residual
     * @return the new unit, its first byte lowest
     */
    public int finish(int residual) {
        if (kind == InstructionSet.NONE) {
            return add(guess, residual);
        }
        if (kind >= INSIDE) {
            int actual = add(guess, residual);
            settlePointer(actual - oldWord);
            return actual;
        }
        int plain = guess + residual;
        if (kind == PageReferences.LOW) {
            settleLow(plain);
            return PageReferences.fromPlain(plain);
        }
        settleReference(plain);
        return instructions.fromPlain(kind, plain);
    }

    private int add(int to, int what) {
        int result = 0;
        for (int i = 0; i < 8 * bytes; i += 8) {
            result |= (((to >>> i) + (what >>> i)) & 0xFF) << i;
        }
        return result;
    }

    private void settleReference(int plain) {
        int width = instructions.bits(kind);
        int oldPlain = instructions.toPlain(kind, oldWord);
        if ((plain ^ oldPlain) >>> width != 0) {
            return;
        }
        int scale = instructions.scale(kind);
        int newBase = instructions.base(kind, newPlace);
        int newTarget = newBase + (plain << (32 - width) >> (32 - width) << scale);
        if (isPage()) {
            pages.add(oldWord, newPlace - moved, oldTarget & ~0xFFF, newTarget);
            target.settle(newTarget - oldTarget, oldTarget, ~0xFFF);
        } else {
            target.settle(newTarget - oldTarget, 0, -1);
            target.learn(CODE_SPACE, oldTarget, newTarget - oldTarget);
        }
    }

    private void settleLow(int plain) {
        int newTarget = pages.newPage() + ((plain & 0xFFF) << PageReferences.scale(oldWord));
        target.settle(newTarget - oldTarget, oldTarget, 0xFFF);
        target.learn(CODE_SPACE, oldTarget, newTarget - oldTarget);
    }

    private void settlePointer(int by) {
        boolean small = by > -SMALL_SHIFT && by < SMALL_SHIFT;
        if (isRelative) {
            relative.settle(by + moved, 0, -1);
            if (small) {
                relative.learn(RELATIVE_SPACE, relativeTarget, by + moved);
            }
        }
        if (target.knowsNothing() && (by == 0 || !small)) {
            return;
        }
        target.settle(by, 0, -1);
        if (small) {
            target.learn(kind == INSIDE ? CODE_SPACE : OUTSIDE_SPACE, oldTarget, by);
        }
    }

    /**
     * Saves or restores the state between two units, all but the cover and the map.
     *
     * @param cursor writes or reads
     * @throws IOException if the medium failed
     */
    public void state(StateCursor cursor) throws IOException {
        learned.state(cursor);
        target.state(cursor);
        relative.state(cursor);
        pages.state(cursor);
    }
}
