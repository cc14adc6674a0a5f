/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.proofs.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.core.DeviceId;
import io.dunlin.core.Storage;
import io.dunlin.core.Tenant;
import io.dunlin.core.telemetry.Offer;
import io.dunlin.core.telemetry.Priority;
import io.dunlin.core.telemetry.Schema;
import io.dunlin.core.telemetry.Stream;
import io.dunlin.core.telemetry.StreamType;
import io.dunlin.core.wire.AccessRule;
import io.dunlin.device.Device;
import io.dunlin.device.DeviceEvent;
import io.dunlin.device.IdentityOptions;
import io.dunlin.device.TelemetryStatus;
import io.dunlin.fleet.Fleet;
import io.dunlin.fleet.enroll.Enrolment;
import io.dunlin.fleet.enroll.RegistryAuthorizer;
import io.dunlin.fleet.registry.CertificateRecord;
import io.dunlin.fleet.registry.Certificates;
import io.dunlin.fleet.registry.Registry;
import io.dunlin.fleet.store.Database;
import io.dunlin.security.enroll.Credential;
import io.dunlin.security.enroll.local.LocalCertificateAuthority;
import io.dunlin.security.identity.DeviceIdentity;
import io.dunlin.security.identity.FileIdentityStore;
import io.dunlin.security.identity.KeySlot;
import io.dunlin.security.rotate.RotationPolicy;
import io.dunlin.testkit.FaultyStorage;
import io.dunlin.testkit.LinkOptions;
import io.dunlin.testkit.SimFleetLink;
import io.dunlin.testkit.SimLink;
import io.dunlin.testkit.SimNode;
import io.dunlin.testkit.Simulation;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/**
 * A device that enrols, measures and rotates, and the fleet with its authority and its registry, all of it the code that
 * users run, on simulated machines, disks and network.
 */
final class IdentityWorld implements AutoCloseable {

    private static final DeviceId ID = new DeviceId("pump-7");
    private static final AccessRule RULE = new AccessRule(Tenant.DEFAULT, "fleet");
    private static final long SECOND = 1_000_000_000L;
    private static final Schema SCHEMA =
            new Schema(1, List.of(new Stream("n", "", StreamType.LONG, Priority.NORMAL, 2 * SECOND)));
    private static final RotationPolicy POLICY = new RotationPolicy(67, 10, 3, 3, 2_000, 60_000);

    final SimNode deviceNode;
    final SimNode fleetNode;
    final Set<Long> promised = new HashSet<>();
    Device device;
    long rotations;
    private final Simulation sim;
    private final Database database;
    private final Certificates certificates;
    private final RegistryAuthorizer authorizer;
    private final LocalCertificateAuthority authority;
    private final SimulatedEst est;
    private final String token;
    private final TreeMap<Long, Long> waiting = new TreeMap<>();
    private Fleet fleet;
    private boolean reachable = true;
    private boolean offering = true;
    private boolean everEnrolled;
    private long nextValue;

    IdentityWorld(Simulation sim) throws IOException {
        this.sim = sim;
        fleetNode = sim.node("fleet");
        deviceNode = sim.node("device").program(this::bootDevice);
        database = Database.inMemory("identity-" + sim.seed());
        Clock clock = new SimClock();
        authority = LocalCertificateAuthority.open(new FaultyStorage(sim.seed()).storage(), clock, Duration.ofDays(30));
        Enrolment enrolment = new Enrolment(database, RULE, authority, fleetNode.random(), clock);
        certificates = new Certificates(database, Tenant.DEFAULT);
        authorizer = new RegistryAuthorizer(database, RULE);
        new Registry(database, Tenant.DEFAULT).register(ID, "pump");
        token = enrolment.issueToken(ID, Duration.ofDays(1));
        est = new SimulatedEst(enrolment.service(), sim.random(), () -> reachable && fleetNode.isUp());
        fleetNode.program(this::bootFleet);
        fleetNode.boot();
        deviceNode.boot();
    }

    private void bootFleet(SimNode on) {
        fleet = Fleet.builder(database)
                .loop(on.loop())
                .worker(on.worker())
                .link(new SimFleetLink(on, LinkOptions.UNKIND))
                .random(on.random())
                .build();
        fleet.start();
    }

    private void bootDevice(SimNode on) {
        waiting.clear();
        Device booted = Device.builder(ID)
                .loop(on.loop())
                .worker(on.worker())
                .storage(on.storage())
                .random(on.random())
                .executor(on.loop())
                .identity(IdentityOptions.of(est, authority.anchors())
                        .withCredential(Credential.claimToken(token))
                        .withPolicy(POLICY))
                .link(source -> new JudgedLink(new SimLink(on, ID, "fleet", LinkOptions.UNKIND), source, this::admits))
                .listener(this::happened)
                .telemetry(SCHEMA)
                .build();
        device = booted;
        CompletableFuture<?> unused = booted.start().whenComplete((done, failure) -> {
            if (failure == null) {
                read(on, booted);
            } else {
                on.loop().schedule(SECOND, () -> bootDevice(on));
            }
        });
    }

    private void happened(DeviceEvent event) {
        everEnrolled |= event.kind() == DeviceEvent.Kind.ENROLLED;
        if (event.kind() == DeviceEvent.Kind.IDENTITY_ROTATED) {
            rotations++;
        }
    }

    private void read(SimNode on, Device from) {
        if (offering) {
            long value = nextValue++;
            CompletableFuture<?> unused = from.offer(on.wallMillis(), value).thenAccept(offer -> {
                if (offer == Offer.ACCEPTED) {
                    waiting.put(value, from.telemetry().offeredRows());
                }
            });
        }
        long durable = from.telemetry().durableRows();
        waiting.entrySet().removeIf(entry -> entry.getValue() <= durable && promised.add(entry.getKey()));
        on.loop().schedule(5 * SECOND, () -> read(on, from));
    }

    private boolean admits(long generation) {
        return est.certificate(generation) != null
                && authorizer
                        .authorize(List.of(est.certificate(generation)), ID.value())
                        .isAdmitted();
    }

    void askToRenew() {
        CompletableFuture<?> unused = fleet.identities().renew(ID);
    }

    void cutNetwork(Duration span) {
        reachable = false;
        sim.network().partition(deviceNode, fleetNode);
        sim.after(span, () -> {
            reachable = true;
            sim.network().heal(deviceNode, fleetNode);
        });
    }

    /** The oracle that holds at every instant. */
    void check() throws IOException {
        List<CertificateRecord> all = certificates.list(ID);
        assertThat(all.stream().filter(c -> c.state() == CertificateRecord.State.CONFIRMED))
                .as("certificates in use, of %s", all)
                .hasSizeLessThanOrEqualTo(1);
        assertThat(all.stream().map(c -> c.certificate().getPublicKey()).distinct())
                .as("one certificate for each key")
                .hasSize(all.size());
    }

    /** Cuts the power, or kills the process, and looks at what is on the disk: the fleet must let the device in with it. */
    void crashDevice(boolean kill) throws IOException {
        if (kill) {
            deviceNode.kill();
        } else {
            deviceNode.crash();
        }
        Storage disk = deviceNode.disk().restart();
        if (everEnrolled) {
            try (FileIdentityStore store = FileIdentityStore.open(disk.directory("identity"), ID)) {
                assertThat(isUsable(store.identity(KeySlot.A)) || isUsable(store.identity(KeySlot.B)))
                        .as("an identity with which the fleet lets the device in")
                        .isTrue();
            }
        }
        deviceNode.boot();
    }

    private boolean isUsable(DeviceIdentity identity) {
        return identity != null
                && authorizer.authorize(identity.chain(), ID.value()).isAdmitted();
    }

    /** Ends all trouble, rotates once more, and waits until the fleet has everything. */
    void settle() throws IOException {
        est.loss = 0;
        deviceNode.disk().clearFaults();
        deviceNode.boot();
        fleetNode.boot();
        sim.run(Duration.ofMinutes(20));
        long before = rotations;
        // A device may leave the fleet's wish unheeded for a while, and has to be heard of for the fleet to repeat it.
        for (int i = 0; i < 24 && rotations == before; i++) {
            askToRenew();
            sim.run(Duration.ofMinutes(5));
        }
        assertThat(rotations).as("rotations after the calm").isGreaterThan(before);
        offering = false;
        sim.await("everything acknowledged", Duration.ofHours(2), () -> {
            TelemetryStatus status = device.telemetry();
            return status.unacknowledged() == 0 && status.durableRows() == status.offeredRows();
        });
        List<Long> stored = stored();
        assertThat(stored).as("rows of the fleet").doesNotHaveDuplicates();
        Set<Long> missing = new HashSet<>(promised);
        stored.forEach(missing::remove);
        assertThat(missing).as("rows that were durable on the device").isEmpty();
    }

    private List<Long> stored() throws IOException {
        return database.transaction("read all", c -> {
            List<Long> values = new ArrayList<>();
            try (Statement select = c.createStatement();
                    ResultSet rows = select.executeQuery("SELECT integer_value FROM reading")) {
                while (rows.next()) {
                    values.add(rows.getLong(1));
                }
            }
            return values;
        });
    }

    @Override
    public void close() {
        database.close();
    }

    private final class SimClock extends Clock {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return Instant.ofEpochMilli(fleetNode.wallMillis());
        }
    }
}
