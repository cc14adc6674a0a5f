/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.proofs.ota;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.core.DeviceId;
import io.dunlin.core.wire.Heartbeat;
import io.dunlin.fleet.Fleet;
import io.dunlin.fleet.rollout.DeviceProgress;
import io.dunlin.fleet.rollout.Release;
import io.dunlin.fleet.rollout.RolloutPlan;
import io.dunlin.fleet.rollout.RolloutView;
import io.dunlin.fleet.rollout.Rollouts;
import io.dunlin.fleet.store.Database;
import io.dunlin.ota.manifest.Component;
import io.dunlin.ota.manifest.Model;
import io.dunlin.ota.rollout.Rollout.Progress;
import io.dunlin.ota.rollout.RolloutRules;
import io.dunlin.ota.rollout.RolloutStatus;
import io.dunlin.ota.update.UpdateState;
import io.dunlin.security.sign.KeyId;
import io.dunlin.security.sign.KeyRing;
import io.dunlin.security.sign.Role;
import io.dunlin.security.sign.SigningKey;
import io.dunlin.security.sign.jca.JcaKeys;
import io.dunlin.testkit.LinkOptions;
import io.dunlin.testkit.SimFleetLink;
import io.dunlin.testkit.SimNode;
import io.dunlin.testkit.Simulation;
import java.io.IOException;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Simulated devices and their fleet, both as they are assembled for users; the database outlives the fleet's crashes. */
final class OtaWorld implements AutoCloseable {

    static final String CAMPAIGN = "spring";
    private static final KeyPair PAIR = JcaKeys.generate();
    static final KeyRing KEYS =
            KeyRing.of(List.of(JcaKeys.verification(KeyId.of("firmware"), Role.FIRMWARE, PAIR.getPublic())));
    private static final SigningKey KEY = JcaKeys.signing(KeyId.of("firmware"), PAIR.getPrivate());

    /** Goes by the name of the key that devices trust, and is another. */
    private static final SigningKey FORGED =
            JcaKeys.signing(KeyId.of("firmware"), JcaKeys.generate().getPrivate());

    final Simulation sim;
    final SimNode server;
    final List<Pump> pumps = new ArrayList<>();
    private final Database database;
    private final Rollouts.Trust trust;
    private Fleet fleet;

    private OtaWorld(Simulation sim, SigningKey signer, int devices, Model model) throws IOException {
        this.sim = sim;
        this.trust = Rollouts.Trust.of(signer);
        this.database = Database.inMemory("ota");
        server = sim.node("fleet").program(this::boot).restartsAfter(Duration.ofMillis(100), Duration.ofSeconds(10));
        server.boot();
        for (int i = 0; i < devices; i++) {
            pumps.add(new Pump(sim, "pump-" + i, model, KEYS));
        }
        sim.run(Duration.ofSeconds(1));
        for (Pump pump : pumps) {
            fleet.registry().register(pump.id, "pump");
        }
    }

    static OtaWorld of(Simulation sim, int devices) throws IOException {
        return new OtaWorld(sim, KEY, devices, Images.MODEL);
    }

    static OtaWorld ofModel(Simulation sim, int devices, Model model) throws IOException {
        return new OtaWorld(sim, KEY, devices, model);
    }

    static OtaWorld withForgedSignatures(Simulation sim, int devices) throws IOException {
        return new OtaWorld(sim, FORGED, devices, Images.MODEL);
    }

    private void boot(SimNode on) {
        fleet = Fleet.builder(database)
                .loop(on.loop())
                .worker(on.worker())
                .link(new SimFleetLink(on, LinkOptions.UNKIND))
                .random(on.random())
                .rollouts(trust)
                .build();
        fleet.start();
    }

    Component publish() throws IOException {
        fleet.rollouts().artifacts().add(Images.OLD);
        return fleet.rollouts()
                .artifacts()
                .publish(
                        new Release(Images.MODEL, "firmware", "2.0.0", 2),
                        Images.NEW,
                        List.of(Images.OLD_IMAGE),
                        Images.PROFILE);
    }

    /** Starts the one rollout of this world. */
    void start(RolloutRules rules) throws IOException {
        List<DeviceId> devices = pumps.stream().map(pump -> pump.id).toList();
        CompletableFuture<RolloutStatus> started =
                fleet.rollouts().start(RolloutPlan.of(CAMPAIGN, publish(), Duration.ofDays(30), rules, devices));
        sim.await("the rollout is started", Duration.ofMinutes(1), started::isDone);
        started.join();
    }

    void abort() {
        CompletableFuture<RolloutStatus> unused = fleet.rollouts().abort(CAMPAIGN);
    }

    RolloutView view() throws IOException {
        return fleet.rollouts().find(CAMPAIGN).orElseThrow();
    }

    RolloutStatus status() {
        try {
            return view().status();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    DeviceProgress progress(Pump pump) throws IOException {
        return view().devices().stream()
                .filter(progress -> progress.device().equals(pump.id))
                .findFirst()
                .orElseThrow();
    }

    Optional<String> version(Pump pump) throws IOException {
        return fleet.registry()
                .health(pump.id)
                .map(bytes -> Heartbeat.decode(bytes).version());
    }

    /** Ends all trouble. */
    void calm() {
        for (Pump pump : pumps) {
            pump.node.disk().clearFaults();
            sim.network().heal(pump.node, server);
            pump.node.boot();
        }
        server.boot();
    }

    /** The fleet counts what devices boot, and they boot what they say in their heartbeats. */
    void assertTruth() throws IOException {
        for (Pump pump : pumps) {
            DeviceProgress progress = progress(pump);
            Optional<String> version = version(pump);
            boolean bootsNew = pump.bootsNew();
            assertThat(progress.progress() == Progress.SUCCEEDED)
                    .as(
                            "%s boots the %s image and counts as %s; %s",
                            pump.id, bootsNew ? "new" : "old", progress, pump.updates)
                    .isEqualTo(bootsNew);
            assertThat(version).contains(bootsNew ? "2.0.0" : "factory");
            progress.reported()
                    .ifPresent(reported -> assertThat(reported.state() == UpdateState.CONFIRMED)
                            .isEqualTo(bootsNew));
        }
    }

    @Override
    public void close() {
        database.close();
    }
}
