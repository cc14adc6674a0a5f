/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.fleet.rollout;

import io.dunlin.core.Tenant;
import io.dunlin.core.rim.JdkSha256;
import io.dunlin.fleet.store.Database;
import io.dunlin.fleet.store.StoreException;
import io.dunlin.ota.delta.Digest;
import io.dunlin.ota.delta.ImageDigest;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Images and payloads, found by their digests. What is read often is kept in memory, up to 4 MiB. Thread-safe. */
final class ArtifactTable {

    static final int BLOCK_BYTES = 64 << 10;
    private static final int CACHED_BLOCKS = 64;

    private final Database database;
    private final Tenant tenant;
    private final Map<Key, byte[]> cache = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, byte[]> eldest) {
            return size() > CACHED_BLOCKS;
        }
    };

    private record Key(Digest digest, int block) {}

    ArtifactTable(Database database, Tenant tenant) {
        this.database = database;
        this.tenant = tenant;
    }

    /** Stores what is not there yet, reads it back, and returns what it is. */
    ImageDigest store(byte[] content) throws StoreException {
        ImageDigest image = ImageDigest.of(content, JdkSha256::new);
        byte[] digest = image.sha256().bytes();
        Optional<byte[]> stored = database.transaction("store artifact " + image.sha256(), c -> {
            if (length(c, digest) < 0) {
                insert(c, digest, content);
            }
            return content(c, digest);
        });
        if (stored.isEmpty() || !Arrays.equals(stored.get(), content)) {
            throw new IllegalStateException("the database gives back another artifact than " + image);
        }
        return image;
    }

    private void insert(Connection c, byte[] digest, byte[] content) throws SQLException {
        try (PreparedStatement head =
                        c.prepareStatement("INSERT INTO artifact(tenant, digest, length) VALUES (?, ?, ?)");
                PreparedStatement block = c.prepareStatement(
                        "INSERT INTO artifact_block(tenant, digest, n, content) VALUES (?, ?, ?, ?)")) {
            head.setString(1, tenant.value());
            head.setBytes(2, digest);
            head.setLong(3, content.length);
            head.executeUpdate();
            for (int at = 0; at < content.length; at += BLOCK_BYTES) {
                block.setString(1, tenant.value());
                block.setBytes(2, digest);
                block.setInt(3, at / BLOCK_BYTES);
                block.setBytes(4, Arrays.copyOfRange(content, at, Math.min(content.length, at + BLOCK_BYTES)));
                block.executeUpdate();
            }
        }
    }

    /** Tells whether an artifact is there, with that length. */
    boolean contains(ImageDigest image) throws StoreException {
        byte[] digest = image.sha256().bytes();
        return database.transaction("look for artifact " + image.sha256(), c -> length(c, digest)) == image.length();
    }

    private long length(Connection c, byte[] digest) throws SQLException {
        try (PreparedStatement select =
                c.prepareStatement("SELECT length FROM artifact WHERE tenant = ? AND digest = ?")) {
            select.setString(1, tenant.value());
            select.setBytes(2, digest);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? row.getLong(1) : -1;
            }
        }
    }

    /** Reads a whole artifact. */
    Optional<byte[]> content(Digest digest) throws StoreException {
        return database.transaction("read artifact " + digest, c -> content(c, digest.bytes()));
    }

    private Optional<byte[]> content(Connection c, byte[] digest) throws SQLException {
        long length = length(c, digest);
        if (length < 0) {
            return Optional.empty();
        }
        byte[] content = new byte[Math.toIntExact(length)];
        int at = 0;
        try (PreparedStatement select =
                c.prepareStatement("SELECT content FROM artifact_block WHERE tenant = ? AND digest = ? ORDER BY n")) {
            select.setString(1, tenant.value());
            select.setBytes(2, digest);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    byte[] block = rows.getBytes(1);
                    System.arraycopy(block, 0, content, at, block.length);
                    at += block.length;
                }
            }
        }
        return Optional.of(content);
    }

    /** Reads a part that is inside an artifact. */
    byte[] read(Digest digest, long offset, int length) throws IOException {
        byte[] part = new byte[length];
        int done = 0;
        while (done < length) {
            long at = offset + done;
            byte[] block = block(new Key(digest, Math.toIntExact(at / BLOCK_BYTES)));
            int from = (int) (at % BLOCK_BYTES);
            int n = Math.min(length - done, block.length - from);
            if (n <= 0) {
                throw new IOException("artifact " + digest + " ends before byte " + at);
            }
            System.arraycopy(block, from, part, done, n);
            done += n;
        }
        return part;
    }

    private byte[] block(Key key) throws IOException {
        synchronized (cache) {
            byte[] cached = cache.get(key);
            if (cached != null) {
                return cached;
            }
        }
        byte[] block = database.transaction("read artifact " + key.digest(), c -> block(c, key))
                .orElseThrow(() -> new IOException("block " + key.block() + " of " + key.digest() + " is not there"));
        synchronized (cache) {
            cache.put(key, block);
        }
        return block;
    }

    private Optional<byte[]> block(Connection c, Key key) throws SQLException {
        try (PreparedStatement select =
                c.prepareStatement("SELECT content FROM artifact_block WHERE tenant = ? AND digest = ? AND n = ?")) {
            select.setString(1, tenant.value());
            select.setBytes(2, key.digest().bytes());
            select.setInt(3, key.block());
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(row.getBytes(1)) : Optional.empty();
            }
        }
    }
}
