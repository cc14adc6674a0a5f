/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.twin;

import io.dunlin.core.BootEpoch;
import io.dunlin.core.cbor.CborReader;
import io.dunlin.core.cbor.CborWriter;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * All that the device's half remembers, and the records that store it: each holds the paths that changed since the one
 * before, or all of them. Changes of what is reported are staged: they get their version when they are written.
 */
final class DeviceState implements Mirror.Gate<Content.Desired> {

    private static final int VERSION = 1;
    private static final int EPOCH_SHIFT = 20;
    private static final Content.Desired REMOVED = new Content.Desired(null, false);

    final Mirror<Content.Desired> mirror = new Mirror<>(this);
    final Author<Content.Reported> author = new Author<>();
    final Map<String, Content.Reported> staged = new TreeMap<>();
    final Set<String> dirty = new TreeSet<>();
    boolean allDirty;
    boolean refused;

    @Nullable
    Incarnation store;

    @Nullable
    Incarnation incarnation;

    private final TwinLimits limits;
    private long least;

    DeviceState(TwinLimits limits) {
        this.limits = limits;
    }

    /** Returns the name of the store, which is given at the first start. */
    Incarnation store() {
        if (store == null) {
            throw new IllegalStateException("the store has no name yet");
        }
        return store;
    }

    /** From now on versions tell this boot from those before; their lower {@value #EPOCH_SHIFT} bits count in it. */
    void begin(BootEpoch epoch) {
        least = Math.min(epoch.value(), Space.MAX_VERSION >> (EPOCH_SHIFT + 1)) << EPOCH_SHIFT;
    }

    /** Returns what is reported for a path, stored or not. */
    Content.Reported reported(String path) {
        Content.Reported content = staged.get(path);
        if (content != null) {
            return content;
        }
        Entry<Content.Reported> entry = author.space.get(path);
        return entry == null ? Content.Reported.NOTHING : entry.content();
    }

    void stage(String path, Content.Reported content) {
        staged.put(path, content);
    }

    /** Returns whether a desired entry still waits for an answer. */
    boolean isPending(String path) {
        Entry<Content.Desired> entry = mirror.space.get(path);
        if (entry == null || entry.version() == 0) {
            return false;
        }
        Ack ack = reported(path).ack();
        return ack == null || ack.dv() != entry.version();
    }

    boolean hasChanges() {
        return !staged.isEmpty() || !dirty.isEmpty() || allDirty;
    }

    /** Returns whether a value may be reported for a path besides what is there. */
    boolean hasRoom(String path, int size) {
        Space<Content.Reported> space = author.space;
        long bytes = size;
        int count = 1;
        for (Map.Entry<String, Content.Reported> each : staged.entrySet()) {
            if (!each.getKey().equals(path) && space.get(each.getKey()) == null) {
                count++;
                Value value = each.getValue().value();
                bytes += value == null ? 0 : ValueCodec.size(value);
            }
        }
        boolean isNew = space.get(path) == null;
        return (!isNew || space.size() + count <= 2 * limits.maxPaths())
                && space.bytes() + bytes <= 2L * limits.maxTotalBytes();
    }

    /** Numbers what was staged. */
    void number() {
        for (Map.Entry<String, Content.Reported> each : staged.entrySet()) {
            String path = each.getKey();
            author.space.put(path, Entry.of(path, author.next(least), each.getValue()));
            dirty.add(path);
        }
        staged.clear();
    }

    /** Starts another life of the twin: what the fleet desired is void, and so are the answers to it. */
    void adopt(Incarnation next) {
        incarnation = next;
        mirror.restart();
        for (String path : author.space.paths()) {
            dropAck(path);
        }
        for (String path : new TreeSet<>(staged.keySet())) {
            dropAck(path);
        }
        allDirty = true;
    }

    /** Forgets removals that both sides have dealt with, up to a reported version that the fleet has seen. */
    void collect(long seen) {
        for (String path : mirror.space.paths()) {
            Entry<Content.Desired> entry = mirror.space.at(path);
            Ack ack = staged.containsKey(path) ? null : reported(path).ack();
            boolean answered = ack != null && ack.dv() == entry.version() && ack.isSettled();
            if (entry.content().isRemoved() && entry.version() <= mirror.have() && answered) {
                mirror.space.drop(path);
                dirty.add(path);
            }
        }
        for (String path : author.space.paths()) {
            Entry<Content.Reported> entry = author.space.at(path);
            boolean known = entry.version() <= seen && !staged.containsKey(path);
            if (entry.content().isRemoved() && known && mirror.space.get(path) == null) {
                author.space.drop(path);
                author.raiseFloor(entry.version());
                dirty.add(path);
            }
        }
    }

    @Override
    public @Nullable Entry<Content.Desired> admit(Update.Change<Content.Desired> change) {
        String path = change.path();
        Entry<Content.Desired> entry = Entry.of(path, change.version(), change.content());
        Entry<Content.Desired> old = mirror.space.get(path);
        if (old == null && mirror.space.size() >= limits.maxPaths()) {
            refused = true;
            return null;
        }
        long total = mirror.space.bytes() + entry.bytes() - (old == null ? 0 : old.bytes());
        if (entry.bytes() > limits.maxValueBytes() || total > limits.maxTotalBytes()) {
            refused = true;
            return new Entry<>(change.version(), new Content.Desired(null, true), entry.hash(), 0);
        }
        return entry;
    }

    @Override
    public Content.Desired removed() {
        return REMOVED;
    }

    /** Writes a record of what changed, or of everything. */
    byte[] encode(boolean all) {
        Set<String> paths = dirty;
        if (all) {
            paths = new TreeSet<>(mirror.space.entries().keySet());
            paths.addAll(author.space.entries().keySet());
        }
        CborWriter writer = CborWriter.withLimit(Integer.MAX_VALUE);
        writer.array(8).integer(VERSION).bool(all);
        id(writer, store);
        id(writer, incarnation);
        writer.integer(mirror.have()).integer(author.version()).integer(author.floor());
        writer.array(paths.size());
        for (String path : paths) {
            Entry<Content.Desired> desired = mirror.space.get(path);
            Entry<Content.Reported> reported = author.space.get(path);
            writer.array(3).text(path);
            if (desired == null) {
                writer.nil();
            } else {
                writer.array(4).integer(desired.version()).integer(desired.hash());
                writer.bool(desired.content().omitted());
                desired.content().write(writer);
            }
            if (reported == null) {
                writer.nil();
            } else {
                writer.array(3).integer(reported.version());
                reported.content().write(writer);
            }
        }
        return writer.toByteArray();
    }

    /** Takes a record that was written before; the next one continues it. */
    void restore(byte[] record) {
        CborReader reader = SpaceCodec.reader(record);
        reader.array(8);
        reader.integer(VERSION, VERSION);
        if (reader.bool()) {
            mirror.space.clear();
            author.space.clear();
        }
        store = readId(reader);
        incarnation = readId(reader);
        mirror.restore(MessageCodec.version(reader), null, 0);
        author.restore(MessageCodec.version(reader), MessageCodec.version(reader));
        int count = reader.array();
        for (int i = 0; i < count; i++) {
            reader.array(3);
            String path = MessageCodec.path(reader);
            mirror.space.drop(path);
            if (!reader.tryNil()) {
                mirror.space.put(path, desired(reader));
            }
            author.space.drop(path);
            if (!reader.tryNil()) {
                reader.array(3);
                long version = MessageCodec.version(reader);
                author.space.put(path, Entry.of(path, version, Content.Reported.FORM.read(reader)));
            }
        }
        reader.end();
    }

    private void dropAck(String path) {
        Content.Reported content = reported(path);
        if (content.ack() != null) {
            stage(path, new Content.Reported(content.value(), null));
        }
    }

    private static Entry<Content.Desired> desired(CborReader reader) {
        reader.array(4);
        long version = MessageCodec.version(reader);
        long hash = reader.integer();
        boolean omitted = reader.bool();
        Value value = ValueCodec.readNullable(reader);
        int bytes = omitted ? 0 : value == null ? 1 : ValueCodec.size(value);
        return new Entry<>(version, new Content.Desired(value, omitted), hash, bytes);
    }

    private static void id(CborWriter writer, @Nullable Incarnation id) {
        if (id == null) {
            writer.nil();
        } else {
            writer.bytes(id.toBytes());
        }
    }

    private static @Nullable Incarnation readId(CborReader reader) {
        return reader.tryNil() ? null : MessageCodec.incarnation(reader);
    }
}
