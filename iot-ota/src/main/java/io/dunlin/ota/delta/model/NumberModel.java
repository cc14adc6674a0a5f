/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.delta.model;

import java.io.IOException;
import java.util.Arrays;

/**
 * How likely the bytes of a stream of varints are that repeat in groups of three, as those of covers do. One thread at a
 * time.
 */
public final class NumberModel {

    private static final int INPUTS = 3;
    private static final int FIELDS = 3;
    private static final int PLACES = 4;

    /** The memory of a model beside its table. */
    public static final int FIXED_BYTES = 4 * INPUTS * (FIELDS * PLACES + 3) + 4 * FIELDS;

    private final BitMixer mixer;
    /** How long the latest numbers were, the newest first. */
    private final int[] lengths = new int[FIELDS];

    private int field;
    private int place;
    private int before;

    /**
     * Creates a model that has learned nothing.
     *
     * @param tableBits the base 2 logarithm of the number of 16-bit counters
     */
    public NumberModel(int tableBits) {
        this.mixer = new BitMixer(tableBits, INPUTS, FIELDS * PLACES);
    }

    /**
     * Codes the next byte.
     *
     * @param value the byte to encode; a decoder ignores it
     * @param coder codes the bits
     * @return the byte, 0 to 255
     * @throws IOException if a decoder cannot read on
     */
    public int code(int value, BitCoder coder) throws IOException {
        int[] contexts = mixer.contexts;
        int at = field << 8 | place << 12;
        contexts[0] = at;
        contexts[1] = (at | lengths[0] << 16) ^ 0x11111111;
        contexts[2] = (at | before | lengths[1] << 20) ^ 0x22222222;
        int coded = mixer.codeByte(field * PLACES + Math.min(place, PLACES - 1), value, coder);
        before = coded;
        place = Math.min(place + 1, 15);
        if (coded < 0x80) {
            System.arraycopy(lengths, 0, lengths, 1, FIELDS - 1);
            lengths[0] = Math.min(15, place * 3 + (coded >>> 6));
            place = 0;
            field = (field + 1) % FIELDS;
        }
        return coded;
    }

    /** Forgets all that was learned. */
    public void reset() {
        mixer.reset();
        Arrays.fill(lengths, 0);
        field = 0;
        place = 0;
        before = 0;
    }

    /**
     * Saves or restores the state.
     *
     * @param cursor writes or reads
     * @throws IOException if the medium failed
     */
    public void state(StateCursor cursor) throws IOException {
        mixer.state(cursor);
        for (int i = 0; i < FIELDS; i++) {
            lengths[i] = cursor.exchange(lengths[i]);
        }
        field = cursor.exchange(field);
        place = cursor.exchange(place);
        before = cursor.exchange(before);
    }
}
