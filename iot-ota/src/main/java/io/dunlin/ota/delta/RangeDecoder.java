/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.delta;

import io.dunlin.ota.delta.model.BitCoder;
import io.dunlin.ota.delta.model.StateCursor;
import java.io.IOException;

/** Decodes bits of known probability: a binary arithmetic decoder on an interval of 32 bits. One thread at a time. */
final class RangeDecoder implements BitCoder {

    /** How many bytes are read before the first bit. */
    static final int FIRST_BYTES = 4;

    private static final int TOP = 0xFF000000;

    private final PackedInput input;
    private boolean started;
    private int low;
    private int high = -1;
    private int code;

    RangeDecoder(PackedInput input) {
        this.input = input;
    }

    @Override
    public int code(int one, int bit) throws IOException {
        if (!started) {
            start();
        }
        int width = high - low;
        int middle = low + (width >>> 16) * one + (((width & 0xFFFF) * one) >>> 16);
        int decoded;
        if (Integer.compareUnsigned(code, middle) <= 0) {
            high = middle;
            decoded = 1;
        } else {
            low = middle + 1;
            decoded = 0;
        }
        while (((low ^ high) & TOP) == 0) {
            low <<= 8;
            high = high << 8 | 0xFF;
            code = code << 8 | input.read();
        }
        return decoded;
    }

    /** Tells whether the decoder is where the encoder ended. */
    boolean ended() throws IOException {
        if (!started) {
            start();
        }
        return code == low && input.atEnd();
    }

    private void start() throws IOException {
        for (int i = 0; i < FIRST_BYTES; i++) {
            code = code << 8 | input.read();
        }
        started = true;
    }

    /** Goes back to the beginning; the input must have been set there. */
    void reset() {
        started = false;
        low = 0;
        high = -1;
        code = 0;
    }

    void state(StateCursor cursor) throws IOException {
        started = cursor.exchange(started ? 1 : 0) != 0;
        low = cursor.exchange(low);
        high = cursor.exchange(high);
        code = cursor.exchange(code);
    }
}
