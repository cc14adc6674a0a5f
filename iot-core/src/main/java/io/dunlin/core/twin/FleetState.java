/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.twin;

import io.dunlin.core.cbor.CborReader;
import io.dunlin.core.cbor.CborWriter;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All that the fleet's half remembers, and its stored form. */
final class FleetState {

    static final int MAX_WRITER_LENGTH = 64;

    private static final int VERSION = 1;
    private static final Origin UNKNOWN = new Origin("", 0);

    final Author<Content.Desired> author = new Author<>();
    final Mirror<Content.Reported> mirror;
    final Map<String, Origin> origins = new TreeMap<>();
    Incarnation incarnation;

    @Nullable
    Incarnation store;

    long renumberedTo;
    private final TwinLimits limits;

    /**
     * Who desired an entry, and when.
     *
     * @param writer who
     * @param wallMillis when
     */
    record Origin(String writer, long wallMillis) {}

    FleetState(TwinLimits limits, Incarnation incarnation) {
        this.incarnation = incarnation;
        this.limits = limits;
        this.mirror = new Mirror<>(new ReportedGate(limits, this));
    }

    @Nullable
    Ack ackOf(String path) {
        Entry<Content.Reported> entry = mirror.space.get(path);
        return entry == null ? null : entry.content().ack();
    }

    Origin origin(String path) {
        return origins.getOrDefault(path, UNKNOWN);
    }

    /** Returns the first path for which there is no room, or nothing. */
    String overLimit(Map<String, Content.Desired> changes) {
        Space<Content.Desired> space = author.space;
        long total = space.bytes();
        int count = space.size();
        long patch = TwinLimits.HEAD_BYTES;
        for (Map.Entry<String, Content.Desired> each : changes.entrySet()) {
            Entry<Content.Desired> old = space.get(each.getKey());
            int bytes = Entry.of(each.getKey(), 1, each.getValue()).bytes();
            total += bytes - (old == null ? 0 : old.bytes());
            count += old == null ? 1 : 0;
            patch += bytes + each.getKey().length() + Author.CHANGE_OVERHEAD_BYTES;
            boolean fits = count <= limits.maxPaths() && total <= limits.maxTotalBytes();
            if (!fits || bytes > limits.maxValueBytes() || patch > limits.maxMessageBytes()) {
                return each.getKey();
            }
        }
        return "";
    }

    /** Forgets all that the device ever said. */
    void restart(Incarnation next) {
        incarnation = next;
        mirror.space.clear();
        mirror.restore(0, null, 0);
    }

    byte[] encode() {
        CborWriter writer = CborWriter.withLimit(Integer.MAX_VALUE);
        writer.array(12).integer(VERSION).bytes(incarnation.toBytes());
        if (store == null) {
            writer.nil();
        } else {
            writer.bytes(store.toBytes());
        }
        writer.integer(author.version()).integer(author.floor()).integer(renumberedTo);
        writer.integer(mirror.have());
        MessageCodec.textOrNull(writer, mirror.cursor());
        writer.integer(mirror.cursorVersion());
        SpaceCodec.write(writer, author.space);
        writer.array(origins.size());
        for (Map.Entry<String, Origin> each : origins.entrySet()) {
            writer.array(3).text(each.getKey());
            writer.text(each.getValue().writer()).integer(each.getValue().wallMillis());
        }
        SpaceCodec.write(writer, mirror.space);
        return writer.toByteArray();
    }

    static FleetState decode(byte[] bytes, TwinLimits limits) {
        CborReader reader = SpaceCodec.reader(bytes);
        reader.array(12);
        reader.integer(VERSION, VERSION);
        FleetState state = new FleetState(limits, MessageCodec.incarnation(reader));
        state.store = reader.tryNil() ? null : MessageCodec.incarnation(reader);
        state.author.restore(MessageCodec.version(reader), MessageCodec.version(reader));
        state.renumberedTo = MessageCodec.version(reader);
        state.mirror.restore(
                MessageCodec.version(reader), MessageCodec.pathOrNull(reader), MessageCodec.version(reader));
        SpaceCodec.read(reader, state.author.space, Content.Desired.FORM);
        int origins = reader.array();
        for (int i = 0; i < origins; i++) {
            reader.array(3);
            state.origins.put(MessageCodec.path(reader), new Origin(reader.text(), reader.integer()));
        }
        SpaceCodec.read(reader, state.mirror.space, Content.Reported.FORM);
        reader.end();
        return state;
    }
}
