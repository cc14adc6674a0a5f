/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.update;

import io.dunlin.core.Checksum;
import io.dunlin.core.Storage;
import io.dunlin.ota.delta.CheckpointStore;
import io.dunlin.ota.delta.ImageDigest;
import java.io.IOException;
import java.util.Arrays;

/**
 * Keeps a payload in {@code payload}, what is sound of it in {@code payload-marks}, and the checkpoints of its
 * application in {@code checkpoint}. A mark says where a piece ends and what its CRC-32C is, so that a power cut costs
 * the pieces that it tore and nothing before them.
 *
 * <p>Marks, version 1: {@code "DPM1"}, the payload's SHA-256, its length (u64), CRC-32C of these; then for each piece
 * its end (u64), its CRC-32C, and the CRC-32C of these two; all big-endian.
 */
public final class FilePayloadStore implements PayloadStore {

    private static final int HEADER_BYTES = 4 + 32 + 8 + 4;
    private static final int MARK_BYTES = 8 + 4 + 4;
    private static final int BUFFER_BYTES = 4096;

    private final OpenFile data;
    private final OpenFile marks;
    private final FileCheckpoints checkpoints;
    private final Storage storage;
    private final Checksum crc;
    private final byte[] mark = new byte[HEADER_BYTES];
    private long end;
    private long pieces;
    private boolean usable;

    /**
     * Names the files; nothing is read or written yet.
     *
     * @param storage the directory
     */
    public FilePayloadStore(Storage storage) {
        this.storage = storage;
        this.data = new OpenFile(storage, "payload", Long.MAX_VALUE);
        this.marks = new OpenFile(storage, "payload-marks", Long.MAX_VALUE);
        this.checkpoints = new FileCheckpoints(storage);
        this.crc = storage.crc32c();
    }

    @Override
    public long open(ImageDigest payload) throws IOException {
        usable = false;
        byte[] header = header(payload);
        byte[] found = new byte[HEADER_BYTES];
        if (marks.read(0, found, 0, found.length) < found.length || !Arrays.equals(header, found)) {
            clear();
            marks.write(0, header, 0, header.length);
            marks.flush();
            storage.force();
        }
        end = 0;
        pieces = 0;
        byte[] buffer = new byte[BUFFER_BYTES];
        while (marks.read(markAt(pieces), mark, 0, MARK_BYTES) == MARK_BYTES
                && number(mark, 12, 4) == (crc.update(0, mark, 0, 12) & 0xFFFFFFFFL)
                && isSound(end, number(mark, 0, 8), (int) number(mark, 8, 4), payload.length(), buffer)) {
            end = number(mark, 0, 8);
            pieces++;
        }
        marks.truncate(markAt(pieces));
        data.truncate(end);
        usable = true;
        return end;
    }

    private static long markAt(long piece) {
        return HEADER_BYTES + piece * MARK_BYTES;
    }

    private boolean isSound(long from, long to, int expected, long max, byte[] buffer) throws IOException {
        if (to <= from || to > max) {
            return false;
        }
        int sum = 0;
        for (long at = from; at < to; ) {
            int n = data.read(at, buffer, 0, (int) Math.min(buffer.length, to - at));
            if (n == 0) {
                return false;
            }
            sum = crc.update(sum, buffer, 0, n);
            at += n;
        }
        return sum == expected;
    }

    private byte[] header(ImageDigest payload) {
        byte[] header = new byte[HEADER_BYTES];
        put(header, 0, 0x44504D31, 4);
        System.arraycopy(payload.sha256().bytes(), 0, header, 4, 32);
        put(header, 36, payload.length(), 8);
        put(header, 44, crc.update(0, header, 0, 44), 4);
        return header;
    }

    @Override
    public void append(byte[] bytes, boolean force) throws IOException {
        if (!usable) {
            throw new IOException("the payload is to be opened again after a failure");
        }
        usable = false;
        data.write(end, bytes, 0, bytes.length);
        put(mark, 0, end + bytes.length, 8);
        put(mark, 8, crc.update(0, bytes, 0, bytes.length), 4);
        put(mark, 12, crc.update(0, mark, 0, 12), 4);
        marks.write(markAt(pieces), mark, 0, MARK_BYTES);
        if (force) {
            data.flush();
            marks.flush();
            if (pieces == 0) {
                storage.force();
            }
        }
        end += bytes.length;
        pieces++;
        usable = true;
    }

    @Override
    public long length() {
        return end;
    }

    @Override
    public int read(long position, byte[] into, int offset, int length) throws IOException {
        return data.read(position, into, offset, length);
    }

    @Override
    public CheckpointStore checkpoints() {
        return checkpoints;
    }

    @Override
    public void clear() throws IOException {
        usable = false;
        end = 0;
        checkpoints.clear();
        marks.delete();
        data.delete();
        storage.force();
    }

    @Override
    public void close() {
        usable = false;
        data.close();
        marks.close();
        checkpoints.close();
    }

    private static void put(byte[] into, int offset, long value, int bytes) {
        for (int i = 0; i < bytes; i++) {
            into[offset + i] = (byte) (value >>> (8 * (bytes - 1 - i)));
        }
    }

    private static long number(byte[] from, int offset, int bytes) {
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            value = (value << 8) | (from[offset + i] & 0xFF);
        }
        return value;
    }
}
