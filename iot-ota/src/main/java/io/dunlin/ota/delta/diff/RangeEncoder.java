/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.delta.diff;

import io.dunlin.ota.delta.model.BitCoder;
import java.util.Arrays;

/** Encodes bits of known probability; the counterpart of the applier's decoder. One thread at a time. */
final class RangeEncoder implements BitCoder {

    private static final int TOP = 0xFF000000;

    private byte[] bytes = new byte[1024];
    private int length;
    private int low;
    private int high = -1;

    @Override
    public int code(int one, int bit) {
        int width = high - low;
        int middle = low + (width >>> 16) * one + (((width & 0xFFFF) * one) >>> 16);
        if (bit == 1) {
            high = middle;
        } else {
            low = middle + 1;
        }
        while (((low ^ high) & TOP) == 0) {
            put(low >>> 24);
            low <<= 8;
            high = high << 8 | 0xFF;
        }
        return bit;
    }

    private void put(int value) {
        if (length == bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * length);
        }
        bytes[length++] = (byte) value;
    }

    /** Ends the stream and returns it. */
    byte[] finish() {
        for (int shift = 24; shift >= 0; shift -= 8) {
            put(low >>> shift);
        }
        return Arrays.copyOf(bytes, length);
    }
}
