/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.samples.quickstart.report;

import io.dunlin.core.DeviceId;
import io.dunlin.core.Storage;
import io.dunlin.core.Tenant;
import io.dunlin.core.command.Command;
import io.dunlin.core.command.CommandId;
import io.dunlin.core.command.Receipt;
import io.dunlin.core.log.Journal;
import io.dunlin.core.log.LogOptions;
import io.dunlin.core.log.LogRecord;
import io.dunlin.core.rim.JdkSha256;
import io.dunlin.fleet.store.Database;
import io.dunlin.fleet.store.StoreException;
import io.dunlin.samples.quickstart.program.DeviceDiary;
import io.dunlin.samples.quickstart.program.StoryDevice;
import io.dunlin.security.sign.CommandReceiver;
import io.dunlin.security.sign.CommandVerifier;
import io.dunlin.security.sign.KeyRing;
import io.dunlin.security.sign.Refusal;
import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Compares what the fleet ordered of one device with the device's journal, which says what it accepted, and with its diary,
 * which says what it did.
 *
 * @param ordered how many commands the fleet issued
 * @param ranOnce how many of them ran once: done by the fleet's receipt and by the device's journal, once in the diary
 * @param ranUnordered how often the device ran something that the fleet did not order of it, or a second time
 * @param repeated how many commands arrived more than once
 * @param misdirected how many commands to another device the device refused
 * @param forged how many forged commands it refused
 */
record CommandAudit(long ordered, long ranOnce, long ranUnordered, long repeated, long misdirected, long forged) {

    /** A command of the fleet's book. */
    @SuppressWarnings("ArrayRecordComponent") // Handed on, never compared.
    private record Ordered(CommandId id, byte[] signed, String state) {}

    /**
     * Audits a device.
     *
     * @param database the fleet's
     * @param device which
     * @param keys whom the device trusts
     * @param journal the directory of the device's journal
     * @param diary what the device did
     */
    static CommandAudit of(Database database, DeviceId device, KeyRing keys, Storage journal, DeviceDiary diary)
            throws IOException {
        List<Ordered> ordered = ordered(database, device);
        List<String> ran = new ArrayList<>(diary.read(DeviceDiary.Page.RAN));
        List<String> arrived = diary.read(DeviceDiary.Page.ARRIVED);
        Memory memory = Memory.read(journal, keys, device);
        long once = 0;
        long repeated = 0;
        for (Ordered command : ordered) {
            Receipt receipt = memory.answer(command.signed());
            boolean done = command.state().equals(Receipt.State.DONE.name())
                    && receipt != null
                    && receipt.id().equals(command.id())
                    && receipt.state() == Receipt.State.DONE;
            once += done && Collections.frequency(ran, command.id().toString()) == 1 ? 1 : 0;
            repeated += Collections.frequency(arrived, StoryDevice.digest(command.signed())) > 1 ? 1 : 0;
            ran.remove(command.id().toString());
        }
        List<String> refused = diary.read(DeviceDiary.Page.REFUSED);
        return new CommandAudit(
                ordered.size(),
                once,
                ran.size(),
                repeated,
                count(refused, Refusal.WRONG_AUDIENCE),
                count(refused, Refusal.BAD_SIGNATURE));
    }

    CommandAudit plus(CommandAudit other) {
        return new CommandAudit(
                ordered + other.ordered,
                ranOnce + other.ranOnce,
                ranUnordered + other.ranUnordered,
                repeated + other.repeated,
                misdirected + other.misdirected,
                forged + other.forged);
    }

    private static long count(List<String> lines, Refusal why) {
        return lines.stream().filter(line -> line.startsWith(why.name())).count();
    }

    private static List<Ordered> ordered(Database database, DeviceId device) throws StoreException {
        return database.transaction("read the commands to " + device, c -> {
            List<Ordered> found = new ArrayList<>();
            try (PreparedStatement select =
                    c.prepareStatement("SELECT id, signed, state FROM command WHERE tenant = ? AND device = ?")) {
                select.setString(1, Tenant.DEFAULT.value());
                select.setString(2, device.value());
                try (ResultSet line = select.executeQuery()) {
                    while (line.next()) {
                        found.add(new Ordered(CommandId.of(line.getBytes(1)), line.getBytes(2), line.getString(3)));
                    }
                }
            }
            return found;
        });
    }

    /** The device's receiver of commands, woken from its journal to be asked, with nobody listening. */
    private static final class Memory implements CommandReceiver.Output {

        private final CommandReceiver receiver;
        private @Nullable Receipt answer;

        private Memory(KeyRing keys, DeviceId device) {
            receiver = new CommandReceiver(
                    new CommandVerifier(keys, Tenant.DEFAULT, device, Map.of()), JdkSha256::new, this);
        }

        static Memory read(Storage directory, KeyRing keys, DeviceId device) throws IOException {
            Memory memory = new Memory(keys, device);
            try (Journal journal = Journal.open(directory, LogOptions.DEVICE)) {
                Journal.Replay replay = journal.replay();
                if (replay.snapshot() != null) {
                    memory.receiver.replay(replay.snapshot());
                }
                for (LogRecord change : replay.changes()) {
                    memory.receiver.replay(change.payload());
                }
            }
            memory.receiver.resume();
            return memory;
        }

        /** Shows the device a command once more: one that it knows is answered with the receipt that it kept. */
        @Nullable
        Receipt answer(byte[] signed) {
            answer = null;
            receiver.receive(signed, System.currentTimeMillis());
            return answer;
        }

        @Override
        public void persist(long record, byte[] bytes) {
            // What is new now was not in the journal: it is never durable, and so never done.
        }

        @Override
        public void execute(Command command) {
            // The pump stands still.
        }

        @Override
        public void answer(Receipt receipt) {
            answer = receipt;
        }

        @Override
        public void refused(Refusal refusal, @Nullable CommandId id) {
            // No answer says enough.
        }
    }
}
