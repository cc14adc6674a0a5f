/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.samples.quickstart.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.core.Channel;
import io.dunlin.core.DeviceId;
import io.dunlin.core.Link;
import io.dunlin.core.command.Receipt;
import io.dunlin.core.command.Semantics;
import io.dunlin.core.rim.ExecutorLoop;
import io.dunlin.core.rim.FileStorage;
import io.dunlin.core.rim.SystemRandom;
import io.dunlin.core.rim.ThreadStorageWorker;
import io.dunlin.core.twin.Ack;
import io.dunlin.core.twin.Patch;
import io.dunlin.core.twin.When;
import io.dunlin.device.Device;
import io.dunlin.fleet.Fleet;
import io.dunlin.fleet.FleetListener;
import io.dunlin.fleet.command.Commands;
import io.dunlin.fleet.store.Database;
import io.dunlin.samples.quickstart.program.Contract;
import io.dunlin.samples.quickstart.program.DeviceDiary;
import io.dunlin.samples.quickstart.program.FactoryKeys;
import io.dunlin.samples.quickstart.program.Intruder;
import io.dunlin.samples.quickstart.program.Recording;
import io.dunlin.samples.quickstart.program.Replay;
import io.dunlin.samples.quickstart.program.ReplayProgress;
import io.dunlin.samples.quickstart.program.StoryDevice;
import io.dunlin.samples.quickstart.program.WatchedFleetLink;
import io.dunlin.samples.quickstart.stage.Message;
import io.dunlin.security.sign.KeyId;
import io.dunlin.security.sign.Role;
import io.dunlin.security.sign.jca.JcaKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The story of two devices in this JVM, over links in memory and as fast as it goes: it leaves the same traces. */
final class SmallStory {

    static final List<Evidence.Actor> ACTORS =
            List.of(new Evidence.Actor("device-1", Recording.MACHINE), new Evidence.Actor("device-2", Recording.YACHT));

    private static final long SMALL_STORAGE_BYTES = 12 << 10;
    private static final long STORAGE_BYTES = 8 << 20;
    private static final long ROWS_A_SECOND = 100_000;
    private static final long PATIENCE_NANOS = Duration.ofSeconds(60).toNanos();

    private final Path home;
    private final ExecutorLoop loop = ExecutorLoop.start("story", failure -> {});
    private final ThreadStorageWorker worker = ThreadStorageWorker.start("story-disk", loop);
    private final InMemoryNetwork network = new InMemoryNetwork(loop);
    private final Intruder intruder = new Intruder((device, payload) ->
            loop.execute(() -> network.send(device, Channel.COMMAND, payload, Link.Report.IGNORE)));
    private final Map<DeviceId, KeyPair> keys = new HashMap<>();
    private final CountDownLatch twins = new CountDownLatch(2 * ACTORS.size());
    private final CountDownLatch receipts = new CountDownLatch(ACTORS.size());
    private final List<Device> devices = new ArrayList<>();

    private SmallStory(Path home) {
        this.home = home;
    }

    static void play(Path home) throws Exception {
        for (String directory : List.of("fleet", "factory", "device-1", "device-2")) {
            Files.createDirectories(home.resolve(directory));
        }
        new SmallStory(home).play();
    }

    private void play() throws Exception {
        try (Database database = Database.h2(home.resolve("fleet").resolve("fleet"));
                Fleet fleet = fleet(database)) {
            for (Evidence.Actor actor : ACTORS) {
                keys.put(new DeviceId(actor.name()), JcaKeys.generate());
                fleet.registry().register(new DeviceId(actor.name()), "demo");
                devices.add(device(actor));
            }
            fleet.start();
            for (Device device : devices) {
                device.start().get(30, TimeUnit.SECONDS);
            }
            operate(fleet);
            intrude();
            replay();
            for (Device device : devices) {
                device.close();
                device.closed().get(30, TimeUnit.SECONDS);
            }
        }
        loop.close();
    }

    private Fleet fleet(Database database) throws IOException {
        FileStorage storage = FileStorage.open(home.resolve("fleet"));
        FactoryKeys.firmware(storage, home.resolve("factory"));
        Commands.Trust trust = new Commands.Trust(
                FactoryKeys.operator(storage, home.resolve("factory")),
                "operator",
                device -> List.of(JcaKeys.verification(
                        KeyId.of(device.value()), Role.RECEIPT, keys.get(device).getPublic())));
        return Fleet.builder(database)
                .loop(loop)
                .worker(worker)
                .link(new WatchedFleetLink(network, intruder))
                .random(new SystemRandom())
                .twinSchema(Contract.twin())
                .commands(trust)
                .listener(new FleetListener() {
                    @Override
                    public void acknowledged(DeviceId device, String path, Ack ack) {
                        twins.countDown();
                    }

                    @Override
                    public void receipt(DeviceId device, Receipt receipt) {
                        if (receipt.state() == Receipt.State.DONE) {
                            receipts.countDown();
                        }
                    }
                })
                .build();
    }

    private Device device(Evidence.Actor actor) throws IOException {
        DeviceId id = new DeviceId(actor.name());
        FileStorage storage = FileStorage.open(home.resolve(actor.name()));
        StoryDevice parts = new StoryDevice(diary(actor));
        return parts.begin(
                        id,
                        new StoryDevice.Place(loop, worker, storage.directory("device")),
                        Recording.load(actor.recording()),
                        actor.equals(ACTORS.get(0)) ? SMALL_STORAGE_BYTES : STORAGE_BYTES)
                .link(parts.watch(network.device(id)))
                .commands(
                        FactoryKeys.trusted(home.resolve("factory")),
                        JcaKeys.signing(KeyId.of(id.value()), keys.get(id).getPrivate()),
                        parts::execute)
                .build();
    }

    private void operate(Fleet fleet) throws InterruptedException {
        for (Evidence.Actor actor : ACTORS) {
            DeviceId id = new DeviceId(actor.name());
            Patch patch = new Patch().set(Contract.REPORT_EVERY, 30).set(Contract.LAMP, "purple");
            fleet.twins().desire(id, patch, When.always(), "operator").join();
            fleet.commands()
                    .issue(id, Contract.DOSE, Contract.dose(5), Semantics.AT_MOST_ONCE, Duration.ofMinutes(1))
                    .join();
        }
        assertThat(twins.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(receipts.await(60, TimeUnit.SECONDS)).isTrue();
    }

    private void intrude() throws Exception {
        intruder.obey(Message.of("replay", "device", "device-1"));
        intruder.obey(Message.of("replay", "device", "device-2"));
        intruder.obey(Message.of("misdirect", "device", "device-1", "to", "device-2"));
        intruder.obey(Message.of("misdirect", "device", "device-2", "to", "device-1"));
        intruder.obey(Message.of("forge", "device", "device-1"));
        intruder.obey(Message.of("forge", "device", "device-2"));
        for (Evidence.Actor actor : ACTORS) {
            until(() -> diary(actor).read(DeviceDiary.Page.REFUSED).size() == 2);
        }
    }

    /** The first device's network is cut until it has stored, and evicted, all its rows. */
    private void replay() throws Exception {
        InMemoryNetwork.DeviceLink first = network.device(new DeviceId("device-1"));
        loop.execute(first::cut);
        List<Thread> replays = new ArrayList<>();
        for (int i = 0; i < ACTORS.size(); i++) {
            ReplayProgress progress = ReplayProgress.read(
                    FileStorage.open(home.resolve(ACTORS.get(i).name())));
            Recording recording = Recording.load(ACTORS.get(i).recording());
            replays.add(new Replay(devices.get(i), recording, progress, ROWS_A_SECOND).start());
        }
        int rows = Recording.load(ACTORS.get(0).recording()).rows().size();
        until(() -> devices.get(0).telemetry().durableRows() >= rows);
        loop.execute(first::mend);
        for (Thread replay : replays) {
            replay.join(TimeUnit.NANOSECONDS.toMillis(PATIENCE_NANOS));
            assertThat(replay.isAlive()).isFalse();
        }
    }

    private DeviceDiary diary(Evidence.Actor actor) {
        return new DeviceDiary(home.resolve(actor.name()));
    }

    private interface Condition {
        boolean holds() throws IOException;
    }

    private static void until(Condition condition) throws IOException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!condition.holds()) {
            assertThat(System.nanoTime())
                    .as("the time until which it should hold")
                    .isLessThan(deadline);
            java.util.concurrent.locks.LockSupport.parkNanos(10_000_000);
        }
    }
}
