/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.delta;

import io.dunlin.ota.delta.PatchRefused.Reason;
import java.io.IOException;
import java.util.Arrays;

/**
 * Unpacks a raw LZMA stream: no header, no end marker, the length known from elsewhere. Allocates nothing after
 * construction; its whole state can be saved and restored between any two bytes. Names follow the LZMA specification.
 */
final class LzmaDecoder {

    /** How many bytes the range coder reads before the first symbol. */
    static final int RANGE_CODER_BYTES = 5;

    private static final int STATES = 12;
    private static final int FIRST_STATE_AFTER_MATCH = 7;
    private static final int MAX_POSITION_STATES = 16;
    private static final int MIN_MATCH = 2;
    private static final int LEN_TO_POS_STATES = 4;
    private static final int POS_SLOT_BITS = 6;
    private static final int ALIGN_BITS = 4;
    private static final int START_POS_MODEL = 4;
    private static final int END_POS_MODEL = 14;
    private static final int FULL_DISTANCES = 1 << (END_POS_MODEL / 2);
    private static final int LITERAL_CODER = 0x300;

    // A length coder: two choice bits, then for each position state 8 low and 8 middle lengths, and 256 high ones.
    private static final int LEN_LOW = 2;
    private static final int LEN_MID = LEN_LOW + MAX_POSITION_STATES * 8;
    private static final int LEN_HIGH = LEN_MID + MAX_POSITION_STATES * 8;
    private static final int LEN_CODER = LEN_HIGH + 256;

    // Where each group of probabilities begins.
    private static final int IS_MATCH = 0;
    private static final int IS_REP = IS_MATCH + STATES * MAX_POSITION_STATES;
    private static final int IS_REP_G0 = IS_REP + STATES;
    private static final int IS_REP_G1 = IS_REP_G0 + STATES;
    private static final int IS_REP_G2 = IS_REP_G1 + STATES;
    private static final int IS_REP0_LONG = IS_REP_G2 + STATES;
    private static final int POS_SLOT = IS_REP0_LONG + STATES * MAX_POSITION_STATES;
    private static final int POS_SPECIAL = POS_SLOT + (LEN_TO_POS_STATES << POS_SLOT_BITS);
    private static final int POS_ALIGN = POS_SPECIAL + 1 + FULL_DISTANCES - END_POS_MODEL;
    private static final int MATCH_LEN = POS_ALIGN + (1 << ALIGN_BITS);
    private static final int REP_LEN = MATCH_LEN + LEN_CODER;
    private static final int LITERAL = REP_LEN + LEN_CODER;

    private static final int PROBABILITY_BITS = 11;
    private static final short HALF = 1 << (PROBABILITY_BITS - 1);
    private static final int MOVE_BITS = 5;
    private static final int TOP = 1 << 24;

    private final PackedInput input;
    private final int literalContextBits;
    private final int literalPositionMask;
    private final int positionMask;
    private final byte[] dictionary;
    private final short[] probabilities;

    private int range = -1;
    private int code;
    private boolean started;
    private int state;
    private int rep0;
    private int rep1;
    private int rep2;
    private int rep3;
    /** How much of the current match is still to be copied. */
    private int matchLeft;

    private int dictionaryAt;
    private long total;

    LzmaDecoder(
            PackedInput input, int literalContextBits, int literalPositionBits, int positionBits, byte[] dictionary) {
        this.input = input;
        this.literalContextBits = literalContextBits;
        this.literalPositionMask = (1 << literalPositionBits) - 1;
        this.positionMask = (1 << positionBits) - 1;
        this.dictionary = dictionary;
        this.probabilities = new short[probabilities(literalContextBits, literalPositionBits)];
        reset();
    }

    /** Goes back to the beginning; the input must have been set there. */
    void reset() {
        Arrays.fill(probabilities, HALF);
        range = -1;
        code = 0;
        started = false;
        state = 0;
        rep0 = 0;
        rep1 = 0;
        rep2 = 0;
        rep3 = 0;
        matchLeft = 0;
        dictionaryAt = 0;
        total = 0;
    }

    /** Returns how many 16-bit probabilities a decoder needs. */
    static int probabilities(int literalContextBits, int literalPositionBits) {
        return LITERAL + (LITERAL_CODER << (literalContextBits + literalPositionBits));
    }

    void decode(byte[] into, int offset, int length) throws IOException {
        if (!started) {
            start();
        }
        int end = offset + length;
        for (int at = offset; at < end; ) {
            if (matchLeft > 0) {
                int n = Math.min(matchLeft, end - at);
                matchLeft -= n;
                for (int i = 0; i < n; i++) {
                    into[at++] = emit(dictionary[back(rep0)]);
                }
                continue;
            }
            int positionState = (int) total & positionMask;
            if (bit(IS_MATCH + state * MAX_POSITION_STATES + positionState) == 0) {
                into[at++] = emit((byte) literal());
                continue;
            }
            if (bit(IS_REP + state) == 0) {
                match(positionState);
            } else {
                repeatedMatch(positionState);
            }
            // Distances are unsigned; one of 2^32 would be the end marker, which this format does not use.
            if (Integer.compareUnsigned(rep0, dictionary.length) >= 0 || rep0 >= total) {
                throw new PatchRefused(Reason.BAD_STREAM, "a match reaches back beyond the dictionary");
            }
        }
    }

    /** Tells whether the range coder is in the state in which every encoder leaves it, with no match begun. */
    boolean ended() throws IOException {
        if (!started) {
            start();
        }
        normalize();
        return code == 0 && matchLeft == 0;
    }

    private void start() throws IOException {
        if (input.read() != 0) {
            throw new PatchRefused(Reason.BAD_STREAM, "an LZMA stream begins with zero");
        }
        for (int i = 1; i < RANGE_CODER_BYTES; i++) {
            code = (code << 8) | input.read();
        }
        started = true;
    }

    private byte emit(byte value) {
        dictionary[dictionaryAt] = value;
        dictionaryAt = dictionaryAt + 1 == dictionary.length ? 0 : dictionaryAt + 1;
        total++;
        return value;
    }

    /** Returns where in the dictionary the byte is that was put out {@code distance + 1} bytes ago. */
    private int back(int distance) {
        int at = dictionaryAt - distance - 1;
        return at < 0 ? at + dictionary.length : at;
    }

    private int literal() throws IOException {
        int previous = total == 0 ? 0 : dictionary[back(0)] & 0xFF;
        int context =
                (((int) total & literalPositionMask) << literalContextBits) + (previous >>> (8 - literalContextBits));
        int coder = LITERAL + LITERAL_CODER * context;
        int symbol = 1;
        if (state >= FIRST_STATE_AFTER_MATCH) {
            int matched = dictionary[back(rep0)] & 0xFF;
            while (symbol < 0x100) {
                int matchBit = (matched >>> 7) & 1;
                matched <<= 1;
                int bit = bit(coder + ((1 + matchBit) << 8) + symbol);
                symbol = (symbol << 1) | bit;
                if (bit != matchBit) {
                    break;
                }
            }
        }
        while (symbol < 0x100) {
            symbol = (symbol << 1) | bit(coder + symbol);
        }
        state = state < 4 ? 0 : state < 10 ? state - 3 : state - 6;
        return symbol;
    }

    private void match(int positionState) throws IOException {
        rep3 = rep2;
        rep2 = rep1;
        rep1 = rep0;
        matchLeft = length(MATCH_LEN, positionState);
        state = state < FIRST_STATE_AFTER_MATCH ? 7 : 10;
        int slotCoder = POS_SLOT + (Math.min(matchLeft - MIN_MATCH, LEN_TO_POS_STATES - 1) << POS_SLOT_BITS);
        int slot = tree(slotCoder, POS_SLOT_BITS);
        if (slot < START_POS_MODEL) {
            rep0 = slot;
            return;
        }
        int directBits = (slot >>> 1) - 1;
        int distance = (2 | (slot & 1)) << directBits;
        if (slot < END_POS_MODEL) {
            distance += reverseTree(POS_SPECIAL + distance - slot, directBits);
        } else {
            distance += direct(directBits - ALIGN_BITS) << ALIGN_BITS;
            distance += reverseTree(POS_ALIGN, ALIGN_BITS);
        }
        rep0 = distance;
    }

    private void repeatedMatch(int positionState) throws IOException {
        if (bit(IS_REP_G0 + state) == 0) {
            if (bit(IS_REP0_LONG + state * MAX_POSITION_STATES + positionState) == 0) {
                state = state < FIRST_STATE_AFTER_MATCH ? 9 : 11;
                matchLeft = 1;
                return;
            }
        } else {
            int distance;
            if (bit(IS_REP_G1 + state) == 0) {
                distance = rep1;
            } else {
                if (bit(IS_REP_G2 + state) == 0) {
                    distance = rep2;
                } else {
                    distance = rep3;
                    rep3 = rep2;
                }
                rep2 = rep1;
            }
            rep1 = rep0;
            rep0 = distance;
        }
        matchLeft = length(REP_LEN, positionState);
        state = state < FIRST_STATE_AFTER_MATCH ? 8 : 11;
    }

    private int length(int coder, int positionState) throws IOException {
        if (bit(coder) == 0) {
            return MIN_MATCH + tree(coder + LEN_LOW + positionState * 8, 3);
        }
        if (bit(coder + 1) == 0) {
            return MIN_MATCH + 8 + tree(coder + LEN_MID + positionState * 8, 3);
        }
        return MIN_MATCH + 16 + tree(coder + LEN_HIGH, 8);
    }

    private int tree(int coder, int bits) throws IOException {
        int symbol = 1;
        for (int i = 0; i < bits; i++) {
            symbol = (symbol << 1) | bit(coder + symbol);
        }
        return symbol - (1 << bits);
    }

    private int reverseTree(int coder, int bits) throws IOException {
        int symbol = 1;
        int result = 0;
        for (int i = 0; i < bits; i++) {
            int bit = bit(coder + symbol);
            symbol = (symbol << 1) | bit;
            result |= bit << i;
        }
        return result;
    }

    private int direct(int bits) throws IOException {
        int result = 0;
        for (int i = 0; i < bits; i++) {
            normalize();
            range >>>= 1;
            int bit = Integer.compareUnsigned(code, range) >= 0 ? 1 : 0;
            code -= range & -bit;
            result = (result << 1) | bit;
        }
        return result;
    }

    private int bit(int probability) throws IOException {
        normalize();
        int p = probabilities[probability];
        int bound = (range >>> PROBABILITY_BITS) * p;
        if (Integer.compareUnsigned(code, bound) < 0) {
            range = bound;
            probabilities[probability] = (short) (p + (((1 << PROBABILITY_BITS) - p) >>> MOVE_BITS));
            return 0;
        }
        range -= bound;
        code -= bound;
        probabilities[probability] = (short) (p - (p >>> MOVE_BITS));
        return 1;
    }

    private void normalize() throws IOException {
        if (Integer.compareUnsigned(range, TOP) < 0) {
            range <<= 8;
            code = (code << 8) | input.read();
        }
    }

    void save(StateWriter out) throws IOException {
        out.putByte(started ? 1 : 0);
        out.putInt(range);
        out.putInt(code);
        out.putByte(state);
        out.putInt(rep0);
        out.putInt(rep1);
        out.putInt(rep2);
        out.putInt(rep3);
        out.putInt(matchLeft);
        out.putInt(dictionaryAt);
        out.putLong(total);
        for (short p : probabilities) {
            out.putShort(p);
        }
        out.putBytes(dictionary, 0, (int) Math.min(total, dictionary.length));
    }

    void restore(StateReader in) throws IOException {
        started = in.getByte() != 0;
        range = in.getInt();
        code = in.getInt();
        state = in.getByte();
        rep0 = in.getInt();
        rep1 = in.getInt();
        rep2 = in.getInt();
        rep3 = in.getInt();
        matchLeft = in.getInt();
        dictionaryAt = in.getInt();
        total = in.getLong();
        for (int i = 0; i < probabilities.length; i++) {
            probabilities[i] = (short) in.getShort();
        }
        in.getBytes(dictionary, 0, (int) Math.min(total, dictionary.length));
    }
}
