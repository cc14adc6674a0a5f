/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.log;

import io.dunlin.core.DecodeException;
import io.dunlin.core.Storage;
import io.dunlin.core.StorageFile;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One value in one file that is replaced as a whole: after a power cut it is the old value or the new one. For values
 * that change rarely; each write costs two forces. One thread at a time; blocks.
 *
 * <p>File, version 1: {@code "DATM"}, version (u32), length (u32), CRC-32C over length and content (u32), content; all
 * big-endian.
 */
public final class AtomicFile {

    private static final int MAGIC = 0x4441544D;
    private static final int VERSION = 1;
    private static final int HEADER = 16;
    private static final String TEMPORARY = ".tmp";

    private final Storage storage;
    private final String name;
    private final int maxBytes;

    /**
     * Names the file; nothing is read or written yet.
     *
     * @param storage the directory
     * @param name the file's name, at most 60 characters; {@code name + ".tmp"} is used too
     * @param maxBytes the largest value
     */
    public AtomicFile(Storage storage, String name, int maxBytes) {
        if (maxBytes < 0 || maxBytes > Integer.MAX_VALUE - HEADER) {
            throw new IllegalArgumentException("maxBytes is out of range: " + maxBytes);
        }
        this.storage = storage;
        this.name = name;
        this.maxBytes = maxBytes;
    }

    /**
     * Reads the value.
     *
     * @return the value, null if none was ever written
     * @throws NewerFormatException if a newer version of this library wrote it
     * @throws DecodeException if the medium damaged it; the file is left as it is
     * @throws IOException if it cannot be read
     */
    public byte @Nullable [] read() throws IOException {
        if (!storage.exists(name)) {
            return null;
        }
        try (StorageFile file = storage.open(name)) {
            long length = file.length();
            if (length < HEADER || length > HEADER + (long) maxBytes) {
                throw new DecodeException(name + " has an impossible length of " + length + " bytes", -1);
            }
            byte[] all = new byte[(int) length];
            if (file.read(0, all, 0, all.length) < all.length || BigEndian.getInt(all, 0) != MAGIC) {
                throw new DecodeException(name + " is not a file of this kind", 0);
            }
            int version = BigEndian.getInt(all, 4);
            if (version > VERSION) {
                throw new NewerFormatException(name, version, VERSION);
            }
            if (version < 1 || BigEndian.getInt(all, 8) != all.length - HEADER || checksum(all) != crcOf(all)) {
                throw new DecodeException(name + " is damaged", -1);
            }
            return Arrays.copyOfRange(all, HEADER, all.length);
        }
    }

    /**
     * Replaces the value; durable on return.
     *
     * @param value the new value
     * @throws IOException if it is not certain to be durable; then the old or the new value is there, and another write
     *     may follow
     */
    public void write(byte[] value) throws IOException {
        if (value.length > maxBytes) {
            throw new IllegalArgumentException(name + " may have " + maxBytes + " bytes, got " + value.length);
        }
        byte[] all = new byte[HEADER + value.length];
        BigEndian.putInt(all, 0, MAGIC);
        BigEndian.putInt(all, 4, VERSION);
        BigEndian.putInt(all, 8, value.length);
        System.arraycopy(value, 0, all, HEADER, value.length);
        BigEndian.putInt(all, 12, checksum(all));
        String temporary = name + TEMPORARY;
        // A fresh file: nothing may be assumed of one whose last force failed.
        storage.delete(temporary);
        try (StorageFile file = storage.openOrCreate(temporary)) {
            file.write(0, all, 0, all.length);
            file.force();
        }
        storage.rename(temporary, name);
        storage.force();
    }

    /**
     * Removes the value; durable on return.
     *
     * @throws IOException if that is not certain
     */
    public void delete() throws IOException {
        storage.delete(name);
        storage.delete(name + TEMPORARY);
        storage.force();
    }

    private int checksum(byte[] all) {
        int overLength = storage.crc32c().update(0, all, 8, 4);
        return storage.crc32c().update(overLength, all, HEADER, all.length - HEADER);
    }

    private static int crcOf(byte[] all) {
        return BigEndian.getInt(all, 12);
    }
}
