/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.samples.quickstart.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.core.Capabilities;
import io.dunlin.core.Channel;
import io.dunlin.core.DeviceId;
import io.dunlin.core.Link;
import io.dunlin.core.rim.ExecutorLoop;
import io.dunlin.core.rim.SystemRandom;
import io.dunlin.core.rim.ThreadStorageWorker;
import io.dunlin.fleet.Fleet;
import io.dunlin.fleet.FleetListener;
import io.dunlin.fleet.rollout.Release;
import io.dunlin.fleet.rollout.RolloutPlan;
import io.dunlin.fleet.rollout.Rollouts;
import io.dunlin.fleet.store.Database;
import io.dunlin.ota.manifest.Component;
import io.dunlin.ota.manifest.Model;
import io.dunlin.ota.rollout.RolloutRules;
import io.dunlin.ota.rollout.RolloutStatus;
import io.dunlin.ota.update.UpdateEvent;
import io.dunlin.ota.update.UpdateMessage;
import io.dunlin.ota.update.UpdateReason;
import io.dunlin.ota.update.UpdateState;
import io.dunlin.ota.update.UpdateWire;
import io.dunlin.samples.quickstart.program.Firmware;
import io.dunlin.security.sign.KeyId;
import io.dunlin.security.sign.jca.JcaKeys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UpdateAuditTest {

    private static final List<String> DEVICES = List.of("device-1", "device-2");
    private static final byte[] IMAGE = new byte[4096];

    @TempDir
    Path home;

    private final ExecutorLoop loop = ExecutorLoop.start("update", failure -> {});
    private final InMemoryNetwork network = new InMemoryNetwork(loop);
    private final BlockingQueue<RolloutStatus> changes = new LinkedBlockingQueue<>();
    private long events;
    private Database database;
    private Fleet fleet;

    @BeforeEach
    void roll() throws Exception {
        IMAGE[100] = 1;
        Path image = Files.write(home.resolve("image"), IMAGE);
        database = Database.inMemory("updates");
        fleet = Fleet.builder(database)
                .loop(loop)
                .worker(ThreadStorageWorker.start("update-disk", loop))
                .link(network)
                .random(new SystemRandom())
                .rollouts(Rollouts.Trust.of(
                        JcaKeys.signing(KeyId.of("firmware"), JcaKeys.generate().getPrivate())))
                .listener(new FleetListener() {
                    @Override
                    public void rolloutChanged(String campaign, RolloutStatus status) {
                        changes.add(status);
                    }
                })
                .build();
        for (String device : DEVICES) {
            DeviceId id = new DeviceId(device);
            fleet.registry().register(id, "demo");
            Firmware.install(image, home.resolve(device));
            network.device(id).listen(new Ignore());
        }
        fleet.start();
        for (String device : DEVICES) {
            network.device(new DeviceId(device)).start();
        }
        Component published = fleet.rollouts()
                .artifacts()
                .publish(new Release(new Model("demo", "pump", "armv7"), "firmware", "2", 2), IMAGE, List.of());
        fleet.rollouts()
                .start(RolloutPlan.of(
                        "spring",
                        published,
                        Duration.ofHours(1),
                        RolloutRules.canaryThenAll(1, 20, 60_000),
                        DEVICES.stream().map(DeviceId::new).toList()))
                .join();
    }

    @AfterEach
    void close() {
        fleet.close();
        loop.close();
        database.close();
    }

    @Test
    void audit_isGood_whenAllDevicesKeptTheImageThatTheirDisksBoot() throws Exception {
        assertThat(audit().complete()).isFalse();
        end(UpdateState.CONFIRMED, UpdateState.CONFIRMED);
        assertThat(audit().complete()).isTrue();
        assertThat(audit().outcome()).isEqualTo("COMPLETED, 2 of 2 kept it");
        assertThat(audit().running()).isEqualTo(2);
        assertThat(audit().mostBytesSent()).isZero();
    }

    @Test
    void audit_isBad_whenADeviceWentBack() throws Exception {
        end(UpdateState.CONFIRMED, UpdateState.REVERTED);
        assertThat(audit().complete()).isFalse();
    }

    @Test
    void audit_isBad_whenADiskHoldsAnotherImage() throws Exception {
        byte[] other = IMAGE.clone();
        other[4000] = 7;
        Files.write(home.resolve("device-2").resolve("slots").resolve("slot-0"), other);
        assertThat(audit().running()).isEqualTo(1);
    }

    @Test
    void audit_isBad_whenThereWasNoRollout() throws Exception {
        assertThat(UpdateAudit.of(fleet, "autumn", IMAGE, DEVICES, home).complete())
                .isFalse();
    }

    @Test
    void audit_countsWhatWasSent() throws Exception {
        database.transaction("doctor", c -> {
            try (var statement = c.createStatement()) {
                return statement.executeUpdate("UPDATE rollout_device SET bytes_sent = 4096 WHERE device = 'device-1'");
            }
        });
        assertThat(audit().mostBytesSent()).isEqualTo(4096);
        assertThat(audit().sent()).isEqualTo(1);
    }

    private UpdateAudit audit() throws Exception {
        return UpdateAudit.of(fleet, "spring", IMAGE, DEVICES, home);
    }

    /** Has both devices tell how they ended, again whenever the rollout got on: what nobody offered them does not count. */
    private void end(UpdateState first, UpdateState second) throws InterruptedException {
        RolloutStatus status;
        do {
            tell("device-1", first);
            tell("device-2", second);
            status = changes.poll(30, TimeUnit.SECONDS);
            assertThat(status).isNotNull();
        } while (status.phase() == RolloutStatus.Phase.RUNNING);
    }

    private void tell(String device, UpdateState state) {
        UpdateEvent event = new UpdateEvent(++events, "spring", 1, state, UpdateReason.NONE, "");
        byte[] message = UpdateWire.encode(new UpdateMessage.Event(event));
        loop.execute(() -> network.device(new DeviceId(device)).send(Channel.UPDATE, message, Link.Report.IGNORE));
    }

    /** A device that does not care what it is told. */
    private static final class Ignore implements Link.Listener {
        @Override
        public void up(Capabilities capabilities) {}

        @Override
        public void down(String reason) {}

        @Override
        public void message(Channel channel, byte[] payload) {}
    }
}
