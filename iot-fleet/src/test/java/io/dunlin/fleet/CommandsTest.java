/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dunlin.core.BootEpoch;
import io.dunlin.core.Channel;
import io.dunlin.core.DeviceId;
import io.dunlin.core.SendOutcome;
import io.dunlin.core.Tenant;
import io.dunlin.core.command.Command;
import io.dunlin.core.command.CommandId;
import io.dunlin.core.command.Receipt;
import io.dunlin.core.command.Semantics;
import io.dunlin.core.rim.JdkSha256;
import io.dunlin.core.wire.Heartbeat;
import io.dunlin.fleet.command.CommandRecord;
import io.dunlin.fleet.command.Commands;
import io.dunlin.fleet.command.DatabaseCounters;
import io.dunlin.fleet.engines.TestDatabase;
import io.dunlin.fleet.engines.TestEngine;
import io.dunlin.fleet.store.Database;
import io.dunlin.security.sign.CommandReceiver;
import io.dunlin.security.sign.CommandVerifier;
import io.dunlin.security.sign.KeyId;
import io.dunlin.security.sign.KeyRing;
import io.dunlin.security.sign.ReceiptSeal;
import io.dunlin.security.sign.Refusal;
import io.dunlin.security.sign.Role;
import io.dunlin.security.sign.SigningKey;
import io.dunlin.security.sign.VerificationKey;
import io.dunlin.security.sign.jca.JcaKeys;
import java.io.IOException;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestEngine.class)
class CommandsTest {

    private static final DeviceId PUMP = new DeviceId("pump-1");
    private static final KeyId COMMAND = KeyId.of("command-1");
    private static final KeyPair FLEET = JcaKeys.generate();
    private static final KeyPair DEVICE = JcaKeys.generate();
    private static final SigningKey DEVICE_KEY = JcaKeys.signing(KeyId.of("d"), DEVICE.getPrivate());
    private static final VerificationKey RECEIPT_KEY =
            JcaKeys.verification(KeyId.of("d"), Role.RECEIPT, DEVICE.getPublic());
    private static final byte[] BEAT = new Heartbeat(new BootEpoch(1), 5, 0, "1.0", 0, 0, 0, List.of()).encode();
    private static final byte[] NOTHING = {};

    private final FleetRig rig = new FleetRig();
    private final List<String> log = new ArrayList<>();
    private TestDatabase tables;
    private Database database;
    private final TestEngine engine;
    private Fleet fleet;

    CommandsTest(TestEngine engine) {
        this.engine = engine;
    }

    @BeforeEach
    void open() throws IOException {
        tables = engine.open();
        database = tables.database();
        SigningKey key = JcaKeys.signing(COMMAND, FLEET.getPrivate());
        fleet = Fleet.builder(database)
                .loop(rig.loop)
                .worker(rig.worker)
                .link(rig.link)
                .random(new SplittableRandom(3)::nextLong)
                .commands(new Commands.Trust(key, "ops", device -> List.of(RECEIPT_KEY)))
                .listener(new FleetListener() {
                    @Override
                    public void receipt(DeviceId device, Receipt receipt) {
                        log.add(receipt.state().name());
                    }

                    @Override
                    public void malformed(DeviceId device, Channel channel, String reason) {
                        log.add(reason);
                    }
                })
                .build();
        fleet.registry().register(PUMP, "pump");
        fleet.start();
        rig.run();
    }

    @AfterEach
    void close() {
        fleet.close();
        rig.run();
        tables.close();
    }

    @Test
    void aCommand_isStoredAndSent_andItsReceiptsKept() throws IOException {
        CommandId id = issue();
        assertThat(rig.sent).hasSize(1);
        CommandRecord issued = fleet.commands().find(id).orElseThrow();
        assertThat(issued)
                .isEqualTo(new CommandRecord(
                        id, PUMP, "reboot", Instant.ofEpochSecond(5), Instant.ofEpochSecond(65), Optional.empty()));
        receipt(PUMP, Receipt.accepted(id));
        receipt(PUMP, Receipt.done(id, NOTHING));
        receipt(PUMP, Receipt.interrupted(id));
        assertThat(log).containsExactly("ACCEPTED", "DONE");
        assertThat(fleet.commands().find(id).orElseThrow().receipt()).contains(Receipt.done(id, NOTHING));
        assertThat(fleet.commands().find(new CommandId(0, 1))).isEmpty();
    }

    @Test
    void aDevice_runsTheCommandOnce_andAnswersWhatTheFleetAccepts() throws IOException {
        CommandId id = issue();
        Device device = new Device();
        device.takes(rig.sent.get(0));
        device.takes(rig.sent.get(0));
        assertThat(device.executed).containsExactly(id);
        assertThat(log).containsExactly("ACCEPTED", "DONE");
        assertThat(fleet.commands().find(id).orElseThrow().receipt()).contains(Receipt.done(id, NOTHING));
    }

    @Test
    void theSameBytes_areSentAgain_whenTheDeviceLivesAndIsSilent() {
        CommandId id = issue();
        beat();
        assertThat(rig.sent).hasSize(1);
        rig.nowNanos = Duration.ofSeconds(10).toNanos();
        beat();
        assertThat(rig.sent).hasSize(2);
        assertThat(rig.sent.get(1)).isEqualTo(rig.sent.get(0));
        receipt(PUMP, Receipt.done(id, NOTHING));
        rig.nowNanos = Duration.ofSeconds(20).toNanos();
        beat();
        assertThat(rig.sent).hasSize(2);
    }

    @Test
    void aCommandThatDidNotLeave_isSentAtTheNextSignOfLife() {
        rig.outcome = SendOutcome.NOT_CONNECTED;
        issue();
        beat();
        assertThat(rig.sent).hasSize(2);
    }

    @Test
    void anExpiredCommand_isNotSentAgain() {
        issue();
        rig.nowNanos = Duration.ofSeconds(61).toNanos();
        beat();
        assertThat(rig.sent).hasSize(1);
    }

    @Test
    void aReceiptOfAnotherDevice_isRefused() throws IOException {
        CommandId id = issue();
        receipt(new DeviceId("pump-2"), Receipt.done(id, NOTHING));
        assertThat(log).singleElement().asString().startsWith("a receipt that no key of the device signed");
        assertThat(fleet.commands().find(id).orElseThrow().receipt()).isEmpty();
    }

    @Test
    void issue_failsWithTheDatabase_andSendsNothing() {
        rig.worker.failure = new IOException("disk full");
        CompletableFuture<CommandId> id =
                fleet.commands().issue(PUMP, "reboot", NOTHING, Semantics.AT_MOST_ONCE, Duration.ofMinutes(1));
        rig.run();
        assertThat(id).isCompletedExceptionally();
        assertThat(rig.sent).isEmpty();
    }

    @Test
    void issue_refusesWhatIsNoCommand() {
        assertThatThrownBy(() ->
                        fleet.commands().issue(PUMP, "reboot", NOTHING, Semantics.AT_MOST_ONCE, Duration.ofMillis(999)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void reserve_neverGivesANumberTwice() {
        DatabaseCounters counters = new DatabaseCounters(database, Tenant.DEFAULT);
        assertThat(counters.reserve(COMMAND, "device/a", 8)).isEqualTo(1);
        assertThat(new DatabaseCounters(database, Tenant.DEFAULT).reserve(COMMAND, "device/a", 8))
                .isEqualTo(9);
        assertThat(counters.reserve(COMMAND, "device/b", 8)).isEqualTo(1);
        assertThat(new DatabaseCounters(database, new Tenant("acme")).reserve(COMMAND, "device/a", 8))
                .isEqualTo(1);
    }

    private CommandId issue() {
        CompletableFuture<CommandId> id =
                fleet.commands().issue(PUMP, "reboot", NOTHING, Semantics.AT_MOST_ONCE, Duration.ofMinutes(1));
        assertThat(id).isNotDone();
        rig.run();
        return id.join();
    }

    private void beat() {
        rig.link.listener().message(PUMP, Channel.HEALTH, BEAT, () -> {});
        rig.run();
    }

    private void receipt(DeviceId signer, Receipt receipt) {
        byte[] message = ReceiptSeal.seal(DEVICE_KEY, Tenant.DEFAULT, signer, receipt);
        rig.link.listener().message(PUMP, Channel.COMMAND, message, () -> {});
        rig.run();
    }

    /** A device that runs each command at once. */
    private final class Device implements CommandReceiver.Output {

        private final List<CommandId> executed = new ArrayList<>();
        private final Deque<Runnable> work = new ArrayDeque<>();
        private final CommandReceiver receiver = new CommandReceiver(
                new CommandVerifier(
                        KeyRing.of(List.of(JcaKeys.verification(
                                COMMAND, Role.COMMAND, Set.of(VerificationKey.ANY_OPERATION), FLEET.getPublic()))),
                        Tenant.DEFAULT,
                        PUMP,
                        Map.of()),
                JdkSha256::new,
                this);

        Device() {
            receiver.resume();
        }

        void takes(byte[] message) {
            receiver.receive(message, 6000);
            while (!work.isEmpty()) {
                work.remove().run();
            }
        }

        @Override
        public void persist(long record, byte[] bytes) {
            work.add(() -> receiver.persisted(record));
        }

        @Override
        public void execute(Command command) {
            executed.add(command.id());
            work.add(() -> receiver.executed(Receipt.done(command.id(), NOTHING)));
        }

        @Override
        public void answer(Receipt receipt) {
            work.add(() -> receipt(PUMP, receipt));
        }

        @Override
        public void refused(Refusal refusal, @Nullable CommandId id) {
            log.add("refused " + refusal);
        }
    }
}
