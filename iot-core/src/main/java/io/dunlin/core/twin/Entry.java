/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.twin;

import io.dunlin.core.cbor.CborWriter;

/**
 * What one path says and since when.
 *
 * @param version the writer's version of the last change
 * @param content what it says
 * @param hash what it adds to the digest of its space: 0 if removed
 * @param bytes what it adds to the size of its space
 */
record Entry<C extends Content>(long version, C content, long hash, int bytes) {

    private static final long FNV_OFFSET = 0xCBF29CE484222325L;
    private static final long FNV_PRIME = 0x100000001B3L;

    static <C extends Content> Entry<C> of(String path, long version, C content) {
        CborWriter writer = CborWriter.withLimit(Integer.MAX_VALUE);
        writer.array(content instanceof Content.Desired ? 3 : 4);
        writer.text(path).integer(version);
        int head = writer.size();
        content.write(writer);
        byte[] encoded = writer.toByteArray();
        long hash = content.isRemoved() ? 0 : mix(fnv(encoded));
        return new Entry<>(version, content, hash, encoded.length - head);
    }

    private static long fnv(byte[] bytes) {
        long hash = FNV_OFFSET;
        for (byte b : bytes) {
            hash = (hash ^ (b & 0xFF)) * FNV_PRIME;
        }
        return hash;
    }

    /** Spreads every bit over all, so that sums of hashes collide no more often than chance has it. */
    private static long mix(long hash) {
        hash = (hash ^ (hash >>> 33)) * 0xFF51AFD7ED558CCDL;
        hash = (hash ^ (hash >>> 33)) * 0xC4CEB9FE1A85EC53L;
        return hash ^ (hash >>> 33);
    }
}
