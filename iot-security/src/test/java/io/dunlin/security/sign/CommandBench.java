/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.security.sign;

import io.dunlin.core.DeviceId;
import io.dunlin.core.Tenant;
import io.dunlin.core.command.Command;
import io.dunlin.core.command.CommandId;
import io.dunlin.core.command.Receipt;
import io.dunlin.core.command.Semantics;
import io.dunlin.core.rim.JdkSha256;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A device with a journal in memory that can lose its power, and a server that signs for it. */
final class CommandBench implements CommandReceiver.Output {

    static final DeviceId DEVICE = new DeviceId("dev-1");
    static final Map<String, Long> GROUPS = Map.of("pumps", 3L);
    static final long NOW_SECONDS = 1_800_000_000L;

    final List<Command> executed = new ArrayList<>();
    final List<Receipt> receipts = new ArrayList<>();
    final List<Refusal> refusals = new ArrayList<>();
    final List<byte[]> durable = new ArrayList<>();
    final List<byte[]> written = new ArrayList<>();
    KeyRing keys;
    long firstWritten = 1;
    long wallMillis = NOW_SECONDS * 1000;
    CommandReceiver receiver;

    CommandBench() {
        this(Keys.RING);
    }

    CommandBench(KeyRing keys) {
        this.keys = keys;
        this.receiver = open();
    }

    CommandReceiver open() {
        CommandVerifier verifier = new CommandVerifier(keys, Tenant.DEFAULT, DEVICE, GROUPS);
        return new CommandReceiver(verifier, JdkSha256::new, this);
    }

    CommandBench started() {
        receiver.resume();
        return this;
    }

    /** Power goes and comes back; of what was not yet durable, some may have been. */
    void powerCut(int writtenThatSurvive) {
        durable.addAll(written.subList(0, Math.min(writtenThatSurvive, written.size())));
        written.clear();
        firstWritten = 1;
        receiver = open();
        durable.forEach(receiver::replay);
        receiver.resume();
    }

    void compact() {
        byte[] snapshot = receiver.snapshot();
        durable.clear();
        durable.add(snapshot);
    }

    void force() {
        while (!written.isEmpty()) {
            durable.add(written.remove(0));
            receiver.persisted(firstWritten++);
        }
    }

    Refusal refuse(byte[] message) {
        int before = refusals.size();
        receiver.receive(message, wallMillis);
        return refusals.size() == before ? null : refusals.get(before);
    }

    void accept(byte[] message) {
        receiver.receive(message, wallMillis);
        force();
    }

    Receipt lastReceipt() {
        return receipts.get(receipts.size() - 1);
    }

    @Override
    public void persist(long record, byte[] bytes) {
        written.add(bytes);
    }

    @Override
    public void execute(Command command) {
        executed.add(command);
    }

    @Override
    public void answer(Receipt receipt) {
        receipts.add(receipt);
    }

    @Override
    public void refused(Refusal refusal, @Nullable CommandId id) {
        refusals.add(refusal);
    }

    static Command command(int id, String operation, Semantics semantics) {
        return new Command(new CommandId(7, id), operation, semantics, new byte[0]);
    }

    static byte[] signed(SigningKey key, long sequence, Command command) {
        return signed(key, Tenant.DEFAULT, Audience.device(DEVICE), sequence, command);
    }

    static byte[] signed(SigningKey key, Tenant tenant, Audience audience, long sequence, Command command) {
        CommandClaims claims =
                new CommandClaims("fleet", audience, NOW_SECONDS + 3600, NOW_SECONDS, NOW_SECONDS, sequence, command);
        return CoseSigner.sign1(key, CommandClaims.TYPE, claims.encode(), CommandClaims.externalAad(tenant));
    }

    /** Keeps counters as a database would. */
    static final class Counters implements CounterStore {
        final Map<String, Long> next = new HashMap<>();

        @Override
        public synchronized long reserve(KeyId key, String audience, int count) {
            long first = next.getOrDefault(key + " " + audience, 1L);
            next.put(key + " " + audience, first + count);
            return first;
        }
    }
}
