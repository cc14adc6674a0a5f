/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.security.sign;

import io.dunlin.core.DecodeException;
import io.dunlin.core.cbor.CborFields;
import io.dunlin.core.cbor.CborLimits;
import io.dunlin.core.cbor.CborReader;
import io.dunlin.core.cbor.CborWriter;
import io.dunlin.core.command.Command;
import io.dunlin.core.command.CommandId;
import io.dunlin.core.command.Receipt;
import io.dunlin.core.command.Semantics;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The memory of a device's commands: used sequence numbers and what came of each command. It is made of records that are
 * written one after another, each of which changes both at once, so no loss of power can part them. Finished commands are
 * forgotten, oldest first, when there are too many; their sequence numbers are not. One thread at a time.
 */
final class CommandJournal {

    static final int MAX_FINISHED = 64;
    static final int MAX_FINISHED_BYTES = 64 * 1024;
    private static final int MAX_WINDOWS = 32;

    private static final int VERSION = 1;
    private static final CborLimits LIMITS = CborLimits.DEFAULT;
    // The fields of a record.
    private static final int V = 0;
    private static final int KEY = 1;
    private static final int AUDIENCE = 2;
    private static final int SEQUENCE = 3;
    private static final int ENTRY = 4;
    private static final int FINISHED = 5;
    private static final int WINDOWS = 6;
    private static final int ENTRIES = 7;

    private final ReplayGuard guard = new ReplayGuard();
    private final LinkedHashMap<CommandId, CommandEntry> entries = new LinkedHashMap<>();

    @Nullable
    CommandEntry find(CommandId id) {
        return entries.get(id);
    }

    ReplayGuard.Freshness look(ReplayGuard.Stream stream, long sequence) {
        return guard.look(stream, sequence);
    }

    /** Takes a command, or its refusal if the entry is finished, and returns the record of that. */
    byte[] take(ReplayGuard.Stream stream, long sequence, CommandEntry entry) {
        guard.use(stream, sequence);
        put(entry);
        CborWriter writer = new CborWriter().map(5).integer(V).integer(VERSION);
        writer.integer(KEY).bytes(stream.key().toBytes());
        writer.integer(AUDIENCE).text(stream.audience());
        writer.integer(SEQUENCE).integer(sequence);
        write(writer.integer(ENTRY), entry);
        return writer.toByteArray();
    }

    /** Finishes a command and returns the record of that. */
    byte[] finish(CommandEntry entry, Receipt receipt) {
        entry.finish(receipt);
        put(entry);
        CborWriter writer = new CborWriter().map(2).integer(V).integer(VERSION);
        return writer.integer(FINISHED).bytes(receipt.encode()).toByteArray();
    }

    /** Returns one record that stands for all so far. */
    byte[] snapshot(KeyRing keys) {
        if (guard.windows().size() > MAX_WINDOWS) {
            guard.retain(keys);
        }
        CborWriter writer = new CborWriter().map(3).integer(V).integer(VERSION);
        writer.integer(WINDOWS).array(guard.windows().size());
        for (Map.Entry<ReplayGuard.Stream, ReplayGuard.Window> window :
                guard.windows().entrySet()) {
            writer.array(4)
                    .bytes(window.getKey().key().toBytes())
                    .text(window.getKey().audience());
            writer.integer(window.getValue().highest())
                    .integer(window.getValue().used());
        }
        writer.integer(ENTRIES).array(entries.size());
        for (CommandEntry entry : entries.values()) {
            write(writer, entry);
        }
        return writer.toByteArray();
    }

    /**
     * Applies a record that was written before; call it for each in order.
     *
     * @throws DecodeException if it is no such record
     */
    void replay(byte[] record) {
        CborReader reader = new CborReader(record, 0, record.length, LIMITS);
        CborFields fields = CborFields.of(reader);
        KeyId key = null;
        String audience = "";
        long sequence = 0;
        while (fields.next()) {
            switch (fields.key()) {
                case V -> reader.integer(VERSION, VERSION);
                case KEY -> key = KeyId.of(reader.bytes());
                case AUDIENCE -> audience = reader.text();
                case SEQUENCE -> sequence = reader.integer(1, Long.MAX_VALUE);
                case ENTRY -> {
                    if (key == null || sequence == 0) {
                        throw reader.unexpected("a command without its sequence number");
                    }
                    guard.use(new ReplayGuard.Stream(key, audience), sequence);
                    put(entry(reader));
                }
                case FINISHED -> finished(Receipt.decode(reader.bytes()));
                case WINDOWS -> windows(reader);
                case ENTRIES -> {
                    entries.clear();
                    for (int left = reader.array(); left > 0; left--) {
                        put(entry(reader));
                    }
                }
                default -> throw fields.unknown();
            }
        }
        fields.require(V);
        reader.end();
    }

    List<CommandEntry> unfinished() {
        List<CommandEntry> found = new ArrayList<>();
        for (CommandEntry entry : entries.values()) {
            if (entry.receipt() == null) {
                found.add(entry);
            }
        }
        return found;
    }

    private void finished(Receipt receipt) {
        CommandEntry entry = entries.get(receipt.id());
        if (entry != null) {
            entry.finish(receipt);
            put(entry);
        }
    }

    /** Puts an entry last and forgets the oldest finished ones beyond the bounds. */
    private void put(CommandEntry entry) {
        entries.remove(entry.id());
        entries.put(entry.id(), entry);
        int count = 0;
        int bytes = 0;
        for (CommandEntry each : entries.values()) {
            count += each.receipt() == null ? 0 : 1;
            bytes += each.receipt() == null ? 0 : each.size();
        }
        Iterator<CommandEntry> eldest = entries.values().iterator();
        while ((count > MAX_FINISHED || bytes > MAX_FINISHED_BYTES) && eldest.hasNext()) {
            CommandEntry candidate = eldest.next();
            if (candidate.receipt() != null && candidate != entry) {
                count--;
                bytes -= candidate.size();
                eldest.remove();
            }
        }
    }

    private void windows(CborReader reader) {
        guard.clear();
        for (int left = reader.array(); left > 0; left--) {
            reader.array(4);
            KeyId key = KeyId.of(reader.bytes());
            String audience = reader.text();
            long highest = reader.integer(1, Long.MAX_VALUE);
            guard.restore(new ReplayGuard.Stream(key, audience), new ReplayGuard.Window(highest, reader.integer()));
        }
    }

    private static void write(CborWriter writer, CommandEntry entry) {
        Command repeat = entry.toRepeat();
        Receipt receipt = entry.receipt();
        writer.array(5)
                .bytes(entry.id().toBytes())
                .bytes(entry.digest())
                .integer(entry.semantics().code());
        bytesOrNil(writer, repeat == null ? null : repeat.encode());
        bytesOrNil(writer, receipt == null ? null : receipt.encode());
    }

    private static void bytesOrNil(CborWriter writer, byte @Nullable [] bytes) {
        if (bytes == null) {
            writer.nil();
        } else {
            writer.bytes(bytes);
        }
    }

    private static CommandEntry entry(CborReader reader) {
        reader.array(5);
        CommandId id = CommandId.of(reader.bytes());
        byte[] digest = reader.bytes();
        boolean idempotent = reader.integer(0, 1) == Semantics.IDEMPOTENT.code();
        Command repeat = reader.tryNil() ? null : Command.decode(reader.bytes());
        Receipt receipt = reader.tryNil() ? null : Receipt.decode(reader.bytes());
        return new CommandEntry(
                id, digest, idempotent ? Semantics.IDEMPOTENT : Semantics.AT_MOST_ONCE, repeat, receipt);
    }
}
