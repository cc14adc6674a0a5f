/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.delta;

import java.io.IOException;

/** Unpacks single streams, for tests outside this package. */
public final class Unpacking {

    private Unpacking() {}

    public static byte[] of(StreamEntry entry, byte[] packed, int piece) throws IOException {
        PackedStream stream = PackedStream.of(entry, new MemoryImage(packed), 0);
        byte[] raw = rest(stream, piece);
        stream.finish();
        return raw;
    }

    /** Saves the state after so many bytes, restores it in a new decoder and returns what comes after them. */
    public static byte[] withRestoreAfter(int bytes, StreamEntry entry, byte[] packed, int piece) throws IOException {
        Bench.Checkpoints store = new Bench.Checkpoints();
        PackedStream first = PackedStream.of(entry, new MemoryImage(packed), 0);
        first.read(new byte[bytes], 0, bytes);
        StateWriter out = new StateWriter(store, new byte[37]);
        first.save(out);
        out.commit();
        StateReader in = new StateReader(store, new byte[41]);
        if (!in.isWhole()) {
            throw new AssertionError("a checkpoint is not whole");
        }
        PackedStream second = PackedStream.of(entry, new MemoryImage(packed), 0);
        second.restore(in);
        byte[] raw = rest(second, piece);
        second.finish();
        return raw;
    }

    private static byte[] rest(PackedStream stream, int piece) throws IOException {
        byte[] raw = new byte[(int) stream.remaining()];
        for (int at = 0; at < raw.length; at += piece) {
            stream.read(raw, at, Math.min(piece, raw.length - at));
        }
        return raw;
    }
}
