/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.log;

import io.dunlin.core.Storage;
import io.dunlin.core.StorageFile;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The little that a log keeps beside its records: boot epoch, reserved sequence numbers and the mark up to which records
 * are done with. Two slots are written in turn, each with a checksum, so that a torn write leaves the one before it.
 *
 * <p>Slot, version 1, at bytes 0 and 4096 of the file: {@code "DSLT"}, version (u32), generation, epoch, reserved, mark
 * (u64 each), CRC-32C over all of it (u32); all big-endian.
 */
final class Slots implements AutoCloseable {

    static final String NAME = "state";
    static final int FILE_BYTES = 2 * Slots.DISTANCE;

    private static final int MAGIC = 0x44534C54;
    private static final int VERSION = 1;
    private static final int DISTANCE = 4096;
    private static final int CRC_AT = 40;
    private static final int SLOT = 44;

    private final Storage storage;
    private @Nullable StorageFile file;
    private long generation;

    /** What a slot holds. */
    record State(long epoch, long reserved, long mark) {}

    Slots(Storage storage) {
        this.storage = storage;
    }

    /** Reads the newer of the two slots that are whole, null if none is. */
    @Nullable
    State read() throws IOException {
        if (!storage.exists(NAME)) {
            return null;
        }
        State newest = null;
        try (StorageFile stored = storage.open(NAME)) {
            for (int slot = 0; slot < 2; slot++) {
                byte[] bytes = new byte[SLOT];
                int read = stored.read((long) slot * DISTANCE, bytes, 0, SLOT);
                if (read < SLOT || !isWhole(bytes)) {
                    continue;
                }
                int version = BigEndian.getInt(bytes, 4);
                if (version > VERSION) {
                    throw new NewerFormatException(NAME, version, VERSION);
                }
                long found = BigEndian.getLong(bytes, 8);
                if (newest == null || found > generation) {
                    generation = found;
                    newest = new State(
                            BigEndian.getLong(bytes, 16), BigEndian.getLong(bytes, 24), BigEndian.getLong(bytes, 32));
                }
            }
        }
        return newest;
    }

    /** Writes the older slot and forces it. After a failure the next write goes to the same slot again. */
    void write(State state) throws IOException {
        byte[] bytes = new byte[SLOT];
        long next = generation + 1;
        BigEndian.putInt(bytes, 0, MAGIC);
        BigEndian.putInt(bytes, 4, VERSION);
        BigEndian.putLong(bytes, 8, next);
        BigEndian.putLong(bytes, 16, state.epoch());
        BigEndian.putLong(bytes, 24, state.reserved());
        BigEndian.putLong(bytes, 32, state.mark());
        BigEndian.putInt(bytes, CRC_AT, storage.crc32c().update(0, bytes, 0, CRC_AT));
        boolean written = false;
        try {
            StorageFile target = openFile();
            target.write((next & 1) * DISTANCE, bytes, 0, SLOT);
            target.force();
            written = true;
        } finally {
            if (!written) {
                close();
            }
        }
        generation = next;
    }

    @Override
    public void close() throws IOException {
        StorageFile open = file;
        file = null;
        if (open != null) {
            open.close();
        }
    }

    private StorageFile openFile() throws IOException {
        StorageFile open = file;
        if (open == null) {
            boolean created = !storage.exists(NAME);
            open = storage.openOrCreate(NAME);
            file = open;
            if (created) {
                storage.force();
            }
        }
        return open;
    }

    private boolean isWhole(byte[] bytes) {
        return BigEndian.getInt(bytes, 0) == MAGIC
                && BigEndian.getInt(bytes, CRC_AT) == storage.crc32c().update(0, bytes, 0, CRC_AT);
    }
}
