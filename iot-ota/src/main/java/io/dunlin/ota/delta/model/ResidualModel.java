/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.delta.model;

import java.io.IOException;

/**
 * How likely residuals are: of the units of a cover, what is added to the predicted bytes. First whether it is zero, then
 * its bytes. One thread at a time.
 */
public final class ResidualModel {

    private static final int INPUTS = 4;
    private static final int CLASSES = 32;
    private static final int BYTE_SETS = 8 * 4;

    /** The memory of a model beside its table: weights and small arrays. */
    public static final int FIXED_BYTES = 4 * INPUTS * (CLASSES + BYTE_SETS + 3) + 4 * 4;

    private final BitMixer mixer;
    private final int[] last = new int[4];
    private int history;
    private int zeros;

    /**
     * Creates a model that has learned nothing.
     *
     * @param tableBits the base 2 logarithm of the number of 16-bit counters
     */
    public ResidualModel(int tableBits) {
        this.mixer = new BitMixer(tableBits, INPUTS, CLASSES + BYTE_SETS);
    }

    /**
     * Codes the residual of a unit.
     *
     * @param unit the unit, with what its predictor knows
     * @param residual the residual to encode; a decoder ignores it
     * @param coder codes the bits
     * @return the residual
     * @throws IOException if a decoder cannot read on
     */
    public int code(Predictor unit, int residual, BitCoder coder) throws IOException {
        int bytes = unit.bytes();
        int trust = unit.trust();
        int key = bytes << 5 | trust;
        int old = unit.context();
        int[] contexts = mixer.contexts;
        contexts[0] = key << 16 | (history & 0xFF);
        contexts[1] = (key << 16 | (old & 0xFF) << 8 | (old >>> 24)) ^ 0x11111111;
        contexts[2] = (key << 16 | (32 - Integer.numberOfLeadingZeros(zeros))) ^ 0x22222222;
        contexts[3] = old * 31 + key;
        boolean zero = mixer.code(trust, 0, residual == 0 ? 0 : 1, coder) == 0;
        history = history << 1 | (zero ? 0 : 1);
        if (zero) {
            zeros = Math.min(zeros + 1, 1 << 20);
            return 0;
        }
        zeros = 0;
        int coded = 0;
        int before = 0;
        for (int i = 0; i < bytes; i++) {
            int at = (1 << 28) | bytes << 25 | i << 22;
            contexts[0] = at | (before & 0xFF) << 8 | (trust >>> 2);
            contexts[1] = (at | last[i]) * 31 + before;
            contexts[2] = (at | ((old >>> (8 * i)) & 0xFF) << 8 | trust) ^ 0x33333333;
            contexts[3] = (at | trust << 8 | (i > 0 ? before & 0xFF : history & 0xF)) ^ 0x44444444;
            int next = mixer.codeByte(CLASSES + (trust >>> 2) * 4 + i, (residual >>> (8 * i)) & 0xFF, coder);
            before = (before & 0xFF) << 8 | next;
            coded |= next << (8 * i);
        }
        for (int i = 0; i < last.length; i++) {
            last[i] = (coded >>> (8 * i)) & 0xFF;
        }
        return coded;
    }

    /**
     * Saves or restores the state.
     *
     * @param cursor writes or reads
     * @throws IOException if the medium failed
     */
    public void state(StateCursor cursor) throws IOException {
        mixer.state(cursor);
        for (int i = 0; i < last.length; i++) {
            last[i] = cursor.exchange(last[i]);
        }
        history = cursor.exchange(history);
        zeros = cursor.exchange(zeros);
    }
}
