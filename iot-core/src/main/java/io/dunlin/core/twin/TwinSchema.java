/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.twin;

import io.dunlin.core.DecodeException;
import io.dunlin.core.cbor.CborLimits;
import io.dunlin.core.cbor.CborReader;
import io.dunlin.core.cbor.CborWriter;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which paths a twin has, and what they may hold. Immutable. The fleet checks a patch against it before it takes a
 * version, the device before it calls a handler.
 */
public final class TwinSchema {

    private static final int VERSION = 1;
    private static final int MAX_PATHS = 65_536;

    private final Map<String, PathSpec> paths;

    private TwinSchema(Map<String, PathSpec> paths) {
        this.paths = Collections.unmodifiableMap(new TreeMap<>(paths));
    }

    /**
     * Starts a schema.
     *
     * @return a builder without paths
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Returns what a path may hold.
     *
     * @param path any text
     * @return its specification, or null if the schema has no such path
     */
    public @Nullable PathSpec path(String path) {
        return paths.get(path);
    }

    /**
     * Returns all paths.
     *
     * @return in ascending order, unmodifiable
     */
    public Map<String, PathSpec> paths() {
        return paths;
    }

    /**
     * Tells whether a path may be desired to hold a value.
     *
     * @param path any text
     * @param value the value, or null for its removal
     * @return {@link Refusal#NONE} if so, else why not
     */
    public Refusal checkDesired(String path, @Nullable Value value) {
        PathSpec spec = paths.get(path);
        if (spec == null) {
            return Refusal.UNKNOWN_PATH;
        }
        if (spec.writer() != PathSpec.Writer.FLEET) {
            return Refusal.NOT_WRITABLE;
        }
        return value == null ? Refusal.NONE : spec.check(value);
    }

    /**
     * Tells whether a device may report a value for a path. It may for every path: for those that the fleet writes, the
     * reported value is the one in force.
     *
     * @param path any text
     * @param value the value
     * @return {@link Refusal#NONE} if so, else why not
     */
    public Refusal checkReported(String path, Value value) {
        PathSpec spec = paths.get(path);
        return spec == null ? Refusal.UNKNOWN_PATH : spec.check(value);
    }

    /**
     * Writes the canonical form: equal schemas have equal bytes.
     *
     * @return deterministic CBOR, see "Twin" in the wire contract
     */
    public byte[] encode() {
        CborWriter writer = new CborWriter().array(2).integer(VERSION).array(paths.size());
        for (Map.Entry<String, PathSpec> each : paths.entrySet()) {
            writer.array(2).text(each.getKey());
            each.getValue().write(writer);
        }
        return writer.toByteArray();
    }

    /**
     * Reads the canonical form.
     *
     * @param encoded what {@link #encode} wrote
     * @return the schema
     * @throws DecodeException if the bytes are anything else
     */
    public static TwinSchema decode(byte[] encoded) {
        CborReader reader = new CborReader(encoded, 0, encoded.length, CborLimits.DEFAULT);
        reader.array(2);
        reader.integer(VERSION, VERSION);
        int count = reader.array();
        if (count > MAX_PATHS) {
            throw reader.unexpected("more than " + MAX_PATHS + " paths");
        }
        TreeMap<String, PathSpec> paths = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            reader.array(2);
            String path = reader.text();
            if (!TwinPath.isValid(path) || (!paths.isEmpty() && paths.lastKey().compareTo(path) >= 0)) {
                throw reader.unexpected("no path, or not in ascending order: " + path);
            }
            paths.put(path, PathSpec.read(reader));
        }
        reader.end();
        return new TwinSchema(paths);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TwinSchema that && paths.equals(that.paths);
    }

    @Override
    public int hashCode() {
        return paths.hashCode();
    }

    @Override
    public String toString() {
        return "TwinSchema" + paths;
    }

    /** Collects paths. Not safe for use by several threads. */
    public static final class Builder {

        private final TreeMap<String, PathSpec> paths = new TreeMap<>();

        private Builder() {}

        /**
         * Adds a path that the fleet writes and the device obeys.
         *
         * @param path segments of {@code A-Z a-z 0-9 _ -} joined by dots, at most 64 characters
         * @param type what it holds
         * @return this builder
         */
        public Builder desired(String path, Value.Type type) {
            return path(path, PathSpec.desired(type));
        }

        /**
         * Adds a path that only the device writes.
         *
         * @param path segments of {@code A-Z a-z 0-9 _ -} joined by dots, at most 64 characters
         * @param type what it holds
         * @return this builder
         */
        public Builder reported(String path, Value.Type type) {
            return path(path, PathSpec.reported(type));
        }

        /**
         * Adds a path.
         *
         * @param path segments of {@code A-Z a-z 0-9 _ -} joined by dots, at most 64 characters
         * @param spec what it may hold
         * @return this builder
         */
        public Builder path(String path, PathSpec spec) {
            if (paths.size() == MAX_PATHS) {
                throw new IllegalStateException("a schema has at most " + MAX_PATHS + " paths");
            }
            if (paths.put(TwinPath.check(path), spec) != null) {
                throw new IllegalArgumentException("the path is there already: " + path);
            }
            return this;
        }

        /**
         * Ends the schema.
         *
         * @return what was collected
         */
        public TwinSchema build() {
            return new TwinSchema(paths);
        }
    }
}
