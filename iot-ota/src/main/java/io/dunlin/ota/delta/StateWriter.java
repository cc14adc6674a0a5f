/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.delta;

import io.dunlin.core.Checksum;
import io.dunlin.ota.delta.model.StateCursor;
import java.io.IOException;

/** Writes a checkpoint piece by piece through a borrowed buffer, with a checksum at its end. */
final class StateWriter implements StateCursor {

    private final CheckpointStore store;
    private final byte[] buffer;
    private final Checksum checksum = Checksum.crc32c();
    private int filled;
    private int crc;

    StateWriter(CheckpointStore store, byte[] buffer) throws IOException {
        this.store = store;
        this.buffer = buffer;
        store.begin();
    }

    @Override
    public int exchange(int value) throws IOException {
        putInt(value);
        return value;
    }

    void putByte(int value) throws IOException {
        if (filled == buffer.length) {
            drain();
        }
        buffer[filled++] = (byte) value;
    }

    void putShort(int value) throws IOException {
        putByte(value >>> 8);
        putByte(value);
    }

    void putInt(int value) throws IOException {
        putShort(value >>> 16);
        putShort(value);
    }

    void putLong(long value) throws IOException {
        putInt((int) (value >>> 32));
        putInt((int) value);
    }

    void putBytes(byte[] from, int offset, int length) throws IOException {
        for (int i = 0; i < length; i++) {
            putByte(from[offset + i]);
        }
    }

    void commit() throws IOException {
        drain();
        putInt(crc);
        drain();
        store.commit();
    }

    private void drain() throws IOException {
        crc = checksum.update(crc, buffer, 0, filled);
        store.append(buffer, 0, filled);
        filled = 0;
    }
}
