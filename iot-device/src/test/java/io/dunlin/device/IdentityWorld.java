/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.device;

import io.dunlin.core.Channel;
import io.dunlin.core.DeviceId;
import io.dunlin.core.Link;
import io.dunlin.core.tls.IdentitySwitch;
import io.dunlin.core.tls.TlsIdentity;
import io.dunlin.core.wire.Heartbeat;
import io.dunlin.core.wire.IdentityState;
import io.dunlin.core.wire.RenewalRequest;
import io.dunlin.security.enroll.Credential;
import io.dunlin.security.enroll.EnrollmentClient;
import io.dunlin.security.enroll.EnrollmentResult;
import io.dunlin.security.enroll.local.LocalCertificateAuthority;
import io.dunlin.security.identity.StoredKey;
import io.dunlin.security.rotate.RotationPolicy;
import io.dunlin.testkit.FaultyStorage;
import io.dunlin.testkit.LinkOptions;
import io.dunlin.testkit.SimFleetLink;
import io.dunlin.testkit.SimLink;
import io.dunlin.testkit.SimNode;
import io.dunlin.testkit.Simulation;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** A simulated device that enrols and renews at an authority in memory. */
final class IdentityWorld implements EnrollmentClient {

    static final DeviceId ID = new DeviceId("pump-7");
    static final Credential TOKEN = Credential.claimToken("once");
    private static final RotationPolicy POLICY = new RotationPolicy(67, 10, 1, 1, 10_000, 60_000);

    final SimNode node;
    final LocalCertificateAuthority authority;
    final List<DeviceEvent> events = new ArrayList<>();
    final List<Long> used = new ArrayList<>();
    final List<IdentityState> states = new ArrayList<>();
    final List<Heartbeat> heartbeats = new ArrayList<>();
    final Set<Object> keysOfTheToken = new HashSet<>();
    final List<String> asked = new ArrayList<>();
    IdentitySwitch.Outcome verdict = IdentitySwitch.Outcome.ACCEPTED;
    IdentityOptions options;
    Device device;
    boolean reachable = true;
    boolean refusing;
    private final Simulation sim;
    private final SimFleetLink fleet;

    IdentityWorld(Simulation sim) {
        this.sim = sim;
        SimNode server = sim.node("fleet");
        server.boot();
        try {
            authority = LocalCertificateAuthority.open(
                    new FaultyStorage(sim.seed()).storage(), new SimClock(server), Duration.ofDays(30));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        options = IdentityOptions.of(this, authority.anchors())
                .withCredential(TOKEN)
                .withPolicy(POLICY);
        fleet = SimFleetLink.receiving(server, LinkOptions.UNKIND, (from, channel, payload) -> {
            if (channel == Channel.IDENTITY) {
                states.add(IdentityState.decode(payload));
            } else if (channel == Channel.HEALTH) {
                heartbeats.add(Heartbeat.decode(payload));
            }
        });
        node = sim.node("device").program(this::boot);
    }

    private void boot(SimNode on) {
        device = Device.builder(ID)
                .loop(on.loop())
                .worker(on.worker())
                .storage(on.storage())
                .random(on.random())
                .executor(on.loop())
                .identity(options)
                .link(source ->
                        new SwitchingLink(new SimLink(on, ID, "fleet", LinkOptions.UNKIND), source, used, verdict))
                .listener(events::add)
                .heartbeatEvery(Duration.ofMinutes(1))
                .build();
        CompletableFuture<?> unused = device.start();
    }

    void askToRenew(String serial) {
        fleet.send(ID, Channel.IDENTITY, new RenewalRequest(serial).encode(), Link.Report.IGNORE);
    }

    /** Asks, as a fleet does, until the device uses another certificate. */
    void renew() {
        long before = state().generation();
        for (int i = 0; i < 100 && state().generation() == before; i++) {
            askToRenew(state().serial());
            sim.run(Duration.ofSeconds(30));
        }
    }

    IdentityState state() {
        return states.get(states.size() - 1);
    }

    void await(DeviceEvent.Kind kind) {
        sim.await(kind.toString(), Duration.ofHours(2), () -> has(kind));
    }

    boolean has(DeviceEvent.Kind kind) {
        return events.stream().anyMatch(event -> event.kind() == kind);
    }

    @Override
    public EnrollmentResult enroll(StoredKey key, Credential credential) {
        keysOfTheToken.add(key.publicKey());
        return issue("enrol", key);
    }

    @Override
    public EnrollmentResult reenroll(StoredKey key, TlsIdentity current) {
        return issue("re-enrol " + current.generation(), key);
    }

    private EnrollmentResult issue(String what, StoredKey key) {
        asked.add(what);
        if (!reachable) {
            return new EnrollmentResult.Unreachable("willed");
        }
        if (refusing) {
            return new EnrollmentResult.Refused("willed", false);
        }
        try {
            return new EnrollmentResult.Issued(authority.issue(ID, key.publicKey()));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public boolean confirm(TlsIdentity identity, boolean success, String reason) {
        return reachable;
    }

    /** The wall clock of a machine. */
    private static final class SimClock extends Clock {
        private final SimNode machine;

        SimClock(SimNode machine) {
            this.machine = machine;
        }

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
            return Instant.ofEpochMilli(machine.wallMillis());
        }
    }
}
