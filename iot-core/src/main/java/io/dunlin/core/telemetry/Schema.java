/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.telemetry;

import io.dunlin.core.Checksum;
import io.dunlin.core.DecodeException;
import io.dunlin.core.LimitExceeded;
import io.dunlin.core.cbor.CborReader;
import io.dunlin.core.cbor.CborWriter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The streams of a device, in an order that never changes under one id: streams may be added at the end, none may change
 * its type. Sent once and acknowledged once; every batch then names it by {@link #ref}.
 *
 * @param id 0 to 65535, chosen by the device
 * @param streams at least one, with different names
 */
public record Schema(int id, List<Stream> streams) {

    /** Checks the bounds. */
    public Schema {
        streams = List.copyOf(streams);
        if (id < 0 || id > 0xFFFF) {
            throw new IllegalArgumentException("a schema's id is 0 to 65535, got " + id);
        }
        if (streams.isEmpty()) {
            throw new IllegalArgumentException("schema " + id + " has no streams");
        }
        Set<String> names = new HashSet<>();
        for (Stream stream : streams) {
            if (!names.add(stream.name())) {
                throw new IllegalArgumentException("schema " + id + " has two streams \"" + stream.name() + "\"");
            }
        }
    }

    /**
     * Encodes the schema; equal schemas have equal bytes.
     *
     * @return deterministic CBOR, as {@code docs/wire.md} lays it out
     */
    public byte[] canonicalBytes() {
        CborWriter out = new CborWriter().array(2).integer(id).array(streams.size());
        for (Stream stream : streams) {
            out.array(5).text(stream.name()).text(stream.unit());
            out.integer(stream.type().code()).integer(stream.priority().code());
            out.integer(stream.freshnessNanos());
        }
        return out.toByteArray();
    }

    /**
     * Returns what a batch calls this schema by. Computed at every call.
     *
     * @return id and hash
     */
    public SchemaRef ref() {
        byte[] bytes = canonicalBytes();
        return new SchemaRef(id, Checksum.crc32c().update(0, bytes, 0, bytes.length));
    }

    /**
     * Tells whether this schema may take another's place under the same id.
     *
     * @param before the schema so far
     * @return whether the ids are equal and this one begins with the other's streams, with equal names and types
     */
    public boolean extendsFrom(Schema before) {
        if (id != before.id || streams.size() < before.streams.size()) {
            return false;
        }
        for (int i = 0; i < before.streams.size(); i++) {
            Stream mine = streams.get(i);
            Stream theirs = before.streams.get(i);
            if (!mine.name().equals(theirs.name()) || mine.type() != theirs.type()) {
                return false;
            }
        }
        return true;
    }

    /**
     * Reads what {@link #canonicalBytes} wrote.
     *
     * @param bytes the schema
     * @param limits {@code maxBytes} and {@code maxColumns} apply
     * @return the schema
     * @throws LimitExceeded if it is larger than the limits allow
     * @throws DecodeException if the bytes are not a schema in canonical form
     */
    public static Schema decode(byte[] bytes, ColumnLimits limits) {
        if (bytes.length > limits.maxBytes()) {
            throw new LimitExceeded("maxBytes", limits.maxBytes(), bytes.length, -1);
        }
        CborReader in = new CborReader(bytes);
        in.array(2);
        int id = (int) in.integer(0, 0xFFFF);
        int count = in.array();
        if (count > limits.maxColumns()) {
            throw new LimitExceeded("maxColumns", limits.maxColumns(), count, in.offset());
        }
        List<Stream> streams = new ArrayList<>(count);
        try {
            for (int i = 0; i < count; i++) {
                streams.add(readStream(in));
            }
            in.end();
            return new Schema(id, streams);
        } catch (IllegalArgumentException e) {
            throw new DecodeException("no valid schema: " + e.getMessage(), in.offset());
        }
    }

    private static Stream readStream(CborReader in) {
        in.array(5);
        String name = in.text();
        String unit = in.text();
        StreamType type = StreamType.of(in.integer());
        Priority priority = Priority.of(in.integer());
        return new Stream(name, unit, type, priority, in.integer(0, Long.MAX_VALUE));
    }
}
