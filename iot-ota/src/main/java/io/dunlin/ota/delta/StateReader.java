/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.delta;

import io.dunlin.core.Checksum;
import io.dunlin.ota.delta.model.StateCursor;
import java.io.IOException;

/** Reads a checkpoint through a borrowed buffer: once for its checksum, then for its fields. */
final class StateReader implements StateCursor {

    private static final int CHECKSUM_BYTES = 4;

    private final CheckpointStore store;
    private final byte[] buffer;
    private final byte[] one = new byte[1];
    private long next;
    private int at;
    private int filled;

    StateReader(CheckpointStore store, byte[] buffer) {
        this.store = store;
        this.buffer = buffer;
    }

    /** Checks the checksum and goes back to the first field. */
    boolean isWhole() throws IOException {
        Checksum checksum = Checksum.crc32c();
        int crc = 0;
        int tail = 0;
        long total = 0;
        // The last four bytes seen so far are held back: they may be the checksum.
        for (int n = fill(); n > 0; n = fill()) {
            for (int i = 0; i < n; i++, total++) {
                if (total >= CHECKSUM_BYTES) {
                    one[0] = (byte) (tail >>> 24);
                    crc = checksum.update(crc, one, 0, 1);
                }
                tail = (tail << 8) | (buffer[i] & 0xFF);
            }
        }
        next = 0;
        at = 0;
        filled = 0;
        return total > CHECKSUM_BYTES && crc == tail;
    }

    @Override
    public int exchange(int value) throws IOException {
        return getInt();
    }

    int getByte() throws IOException {
        if (at == filled && fill() == 0) {
            throw new IOException("a checkpoint ends inside a field");
        }
        return buffer[at++] & 0xFF;
    }

    int getShort() throws IOException {
        return (getByte() << 8) | getByte();
    }

    int getInt() throws IOException {
        return (getShort() << 16) | getShort();
    }

    long getLong() throws IOException {
        return ((long) getInt() << 32) | (getInt() & 0xFFFFFFFFL);
    }

    long getLong(long min, long max) throws IOException {
        long value = getLong();
        if (value < min || value > max) {
            throw new IOException("a checkpoint states " + value + ", not " + min + " to " + max);
        }
        return value;
    }

    int getInt(int min, int max) throws IOException {
        return (int) getLong(min, max);
    }

    void getBytes(byte[] into, int offset, int length) throws IOException {
        for (int i = 0; i < length; i++) {
            into[offset + i] = (byte) getByte();
        }
    }

    private int fill() throws IOException {
        int n = store.read(next, buffer, 0, buffer.length);
        next += n;
        at = 0;
        filled = n;
        return n;
    }
}
