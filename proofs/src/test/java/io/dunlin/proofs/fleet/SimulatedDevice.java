/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.proofs.fleet;

import io.dunlin.core.DeviceId;
import io.dunlin.core.Storage;
import io.dunlin.core.StorageWorker;
import io.dunlin.core.command.Command;
import io.dunlin.core.command.Receipt;
import io.dunlin.core.log.AsyncJournal;
import io.dunlin.core.log.LogOptions;
import io.dunlin.core.telemetry.BatchPolicy;
import io.dunlin.core.telemetry.Offer;
import io.dunlin.core.telemetry.Schema;
import io.dunlin.core.telemetry.UplinkPolicy;
import io.dunlin.core.twin.JournaledTwin;
import io.dunlin.core.twin.Outcome;
import io.dunlin.core.twin.ReportResult;
import io.dunlin.core.twin.TwinEvent;
import io.dunlin.core.twin.TwinLimits;
import io.dunlin.core.twin.TwinTiming;
import io.dunlin.core.twin.Value;
import io.dunlin.device.Device;
import io.dunlin.device.DeviceHealth;
import io.dunlin.device.TelemetryStatus;
import io.dunlin.device.UpdateHandler;
import io.dunlin.device.UpdateOptions;
import io.dunlin.ota.update.FileSlots;
import io.dunlin.ota.update.UpdateConfig;
import io.dunlin.ota.update.UpdateHost;
import io.dunlin.proofs.security.JudgedLink;
import io.dunlin.security.sign.KeyRing;
import io.dunlin.security.sign.Role;
import io.dunlin.testkit.LinkOptions;
import io.dunlin.testkit.SeededRandom;
import io.dunlin.testkit.SimLink;
import io.dunlin.testkit.SimNode;
import io.dunlin.testkit.Simulation;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A machine that runs a {@link Device} as an application would: it boots it, tries again when it does not start, offers
 * rows, reports, and restarts it when it says that only this helps. The ledgers survive everything, as they are not its
 * own.
 */
final class SimulatedDevice {

    private static final long SECOND = 1_000_000_000L;
    private static final BatchPolicy BATCHES =
            new BatchPolicy(TelemetryLedger.BATCH_ROWS, 4096, 512, 60 * SECOND, BatchPolicy.Overflow.REFUSE);
    private static final UplinkPolicy UPLINK = new UplinkPolicy(2, 4, 2048, 2 * SECOND, 60 * SECOND, 20, SECOND);
    private static final LogOptions ROOMY = LogOptions.DEVICE.withSegmentBytes(16 << 10);
    private static final LogOptions EVICTING =
            ROOMY.withSegmentBytes(1024).withQuotaBytes(4 * 1024 + 8192).withWhenFull(LogOptions.WhenFull.EVICT_OLDEST);

    /** Rows that the batcher has memory for, and those of batches that wait for the store. */
    private static final int MOST_ROWS_IN_MEMORY = 160;

    private static final int MOST_JOBS = 64;
    private static final KeyRing FIRMWARE_KEYS = KeyRing.of(
            List.of(SimKeys.verification(FleetWorld.FIRMWARE_KEY, Role.FIRMWARE, FleetWorld.FIRMWARE_SECRET)));

    /** Two journals of five segments and one more while a snapshot is written, slots, a payload and small files. */
    private static final long MOST_BYTES_BESIDES_SPOOL = 2 * 6 * 256 * 1024 + 3 * Firmware.CAPACITY + 16_384;

    final DeviceId id;
    final SimNode node;
    final TelemetryLedger rows;
    final TwinLedger twin = new TwinLedger();
    final UpdateLedger images;
    private final CommandLedger commands;
    private final Hostile hostile;
    private final Sabotage sabotage;
    private final SeededRandom random;
    private final LogOptions spool;
    private @Nullable Device device;
    private @Nullable IdentityLedger identity;
    private boolean sensing = true;
    private final boolean readsFail;

    SimulatedDevice(Simulation sim, int number, CommandLedger commands, Hostile hostile, Sabotage sabotage) {
        this.id = new DeviceId("dev-" + (number < 10 ? "0" : "") + number);
        this.rows = new TelemetryLedger(id);
        this.commands = commands;
        this.hostile = hostile;
        this.sabotage = sabotage;
        this.random = sim.random().fork("application of " + id);
        this.spool = number % 5 == 0 ? EVICTING : ROOMY;
        this.readsFail = number % 5 == 1;
        this.images = new UpdateLedger(
                number % 10 == 3 ? Firmware.WORKSHOP : Firmware.FACTORY,
                number % 10 == 4 ? Firmware.SPRING : number % 10 == 5 ? Firmware.AUTUMN : null);
        this.node = sim.node(id.value())
                .restartsAfter(Duration.ofSeconds(1), Duration.ofSeconds(30))
                .program(this::boot);
    }

    /** Whether this device has a reason to lose what it promised: a spool that evicts, or a disk that lost it. */
    boolean mayLoseRows() {
        return readsFail || spool.whenFull() == LogOptions.WhenFull.EVICT_OLDEST;
    }

    /** Whether reads of this device's disk may fail. */
    boolean readsFail() {
        return readsFail;
    }

    private void boot(SimNode on) {
        rows.rebooted();
        Schema schema = TelemetryLedger.schema((int) random.nextLong(3));
        try {
            if (random.chance(0.3)) {
                identity().verify(home());
            }
            start(on, build(on, schema, images.boot(on.storage())), schema);
        } catch (IOException e) {
            giveUp(on, e);
        }
    }

    private void start(SimNode on, Device booted, Schema schema) {
        device = booted;
        CompletableFuture<?> unused = booted.start().whenComplete((done, failure) -> {
            if (failure != null) {
                giveUp(on, failure);
            } else {
                measure(on, booted, schema);
                report(on, booted);
                watch(on, booted);
            }
        });
    }

    /** A process that cannot start ends, and is started again. */
    private void giveUp(SimNode on, Throwable cause) {
        on.log("does not start: " + cause.getMessage());
        on.loop().schedule(SECOND, on::kill);
    }

    private Device build(SimNode on, Schema schema, FileSlots slots) throws IOException {
        SimLink line = new SimLink(on, id, FleetWorld.FLEET, LinkOptions.UNKIND);
        return Device.builder(id)
                .loop(on.loop())
                .worker(on.worker())
                .storage(sabotage.storage(home()))
                .random(on.random())
                .executor(task -> on.loop().schedule(on.random().nextLong(SECOND), task))
                .identity(identity().options())
                .link(source ->
                        hostile.tap(id, sabotage.link(on, new JudgedLink(line, source, identity()::isAdmitted))))
                .listener(event -> {
                    identity().happened(event);
                    on.log(event.kind() + " " + event.channel() + " " + event.detail());
                })
                .version("factory")
                .heartbeatEvery(Duration.ofMinutes(2))
                .telemetry(schema, BATCHES, UPLINK, spool)
                .twin(TwinLedger.SCHEMA, sabotage.twin(this::apply))
                .commands(
                        KeyRing.of(List.of(
                                SimKeys.verification(FleetWorld.FLEET_KEY, Role.COMMAND, FleetWorld.FLEET_SECRET),
                                SimKeys.verification(FleetWorld.TIME_KEY, Role.TIME, FleetWorld.TIME_SECRET))),
                        sabotage.commands(this::run))
                .updates(UpdateOptions.of(
                        new UpdateConfig(
                                id,
                                Firmware.MODEL,
                                Firmware.COMPONENT,
                                Firmware.CAPACITY,
                                1 << 20,
                                700,
                                4,
                                3,
                                240 * SECOND,
                                0),
                        FIRMWARE_KEYS,
                        slots,
                        new Maintenance(on, slots)))
                .build();
    }

    /** This device's identity, once there is a fleet that gives it one. */
    IdentityLedger identity() {
        return Objects.requireNonNull(identity);
    }

    void identity(IdentityLedger given) {
        identity = given;
    }

    /** The directory of the device; the slots are beside it. */
    private Storage home() throws IOException {
        return node.storage().directory("device");
    }

    /** What an application has to do with its updates. */
    private final class Maintenance implements UpdateHandler {
        private final SimNode on;
        private final Firmware running;

        Maintenance(SimNode on, FileSlots slots) throws IOException {
            this.on = on;
            this.running = images.running(on.storage(), slots);
        }

        @Override
        public boolean permits(UpdateHost.Gate gate) {
            return random.chance(0.7);
        }

        @Override
        public boolean selfTest() {
            return sabotage.selfTest(images.passes(running));
        }

        @Override
        public void restart() {
            // Without any care: pulling the plug must do.
            on.loop().schedule(random.nextLong(SECOND), random.chance(0.5) ? on::crash : on::kill);
        }
    }

    private Outcome apply(String path, @Nullable Value value) {
        node.log("handler: " + path + " to " + value);
        return twin.apply(path, value);
    }

    private Receipt run(Command command) {
        node.log("runs " + command.operation() + " " + command.id());
        return commands.run(id, command);
    }

    private void measure(SimNode on, Device from, Schema schema) {
        if (sensing) {
            CompletableFuture<?> unused = from.offer(rows.next(schema, on.wallMillis()))
                    .thenAccept(offer -> {
                        if (offer == Offer.ACCEPTED) {
                            rows.accepted(from.telemetry().offeredRows());
                        }
                    });
        }
        rows.durable(from.telemetry().durableRows());
        on.loop().schedule(random.between(6 * SECOND, 14 * SECOND), () -> measure(on, from, schema));
    }

    private void report(SimNode on, Device from) {
        if (sensing) {
            Value level = twin.nextBattery();
            CompletableFuture<?> unused = from.report("battery", level).thenAccept(result -> {
                if (result == ReportResult.TAKEN) {
                    twin.reported(level);
                }
            });
        }
        on.loop().schedule(random.between(60 * SECOND, 180 * SECOND), () -> report(on, from));
    }

    /** What a supervisor does: a device whose journal of commands broke takes none until it starts again. */
    private void watch(SimNode on, Device of) {
        if (of.health().problems().contains("command-store")) {
            on.log("is restarted: " + of.health().problems());
            on.kill();
        } else {
            on.loop().schedule(30 * SECOND, () -> watch(on, of));
        }
    }

    /** Stops in order, and boots again. */
    void restartInOrder() {
        Device now = device;
        if (node.isUp() && now != null) {
            SimNode on = node;
            int boot = on.boots();
            now.close();
            CompletableFuture<?> unused = now.closed().thenAccept(done -> {
                if (on.boots() == boot) {
                    on.kill();
                }
            });
        }
    }

    /** Boots the storage as a boot loader does, once the device is closed, and checks that its identity is there. */
    Firmware bootedLast() throws IOException {
        identity().verify(home());
        return images.running(node.storage());
    }

    void stopSensing() {
        sensing = false;
    }

    /** Tells whether the fleet has all that was offered in this boot, and what was left of others. */
    boolean isDrained() {
        Device now = device;
        if (!node.isUp() || now == null) {
            return false;
        }
        DeviceHealth health = now.health();
        TelemetryStatus status = health.telemetry();
        return health.phase() == DeviceHealth.Phase.RUNNING
                && status.unacknowledged() == 0
                && status.durableRows() == status.offeredRows();
    }

    /** Fails if a queue has grown beyond what was declared. */
    void verifyBounds() {
        Device now = device;
        if (node.isUp() && now != null) {
            TelemetryStatus status = now.telemetry();
            FleetWorld.atMost(
                    "rows in memory of " + id, status.offeredRows() - status.durableRows(), MOST_ROWS_IN_MEMORY);
            FleetWorld.atMost("jobs of the storage of " + id, node.worker().waiting(), MOST_JOBS);
        }
        FleetWorld.atMost(
                "bytes on the disk of " + id, node.disk().usedBytes(), spool.quotaBytes() + MOST_BYTES_BESIDES_SPOOL);
    }

    void close() {
        if (device != null) {
            device.close();
        }
    }

    /** Opens the twin of the closed device, to look at what it holds. */
    void openTwin(Consumer<JournaledTwin> opened) throws IOException {
        AsyncJournal.open(home().directory("twin"), LogOptions.DEVICE, node.worker(), new StorageWorker.Report<>() {
            @Override
            public void done(AsyncJournal.Opened journal) {
                opened.accept(JournaledTwin.open(
                        journal,
                        TwinLedger.SCHEMA,
                        TwinLimits.DEFAULT,
                        TwinTiming.DEFAULT,
                        node.random(),
                        node.loop(),
                        new Onlooker()));
            }

            @Override
            public void failed(Exception failure) {
                throw new AssertionError("the twin of " + id + " cannot be opened", failure);
            }
        });
    }

    /** Does nothing. */
    private static final class Onlooker implements JournaledTwin.Handler {
        @Override
        public void send(byte[] message) {}

        @Override
        public void apply(String path, @Nullable Value value, long dv) {}

        @Override
        public void event(TwinEvent event, String detail) {}
    }
}
