/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.device;

import io.dunlin.core.DeviceId;
import io.dunlin.core.Tenant;
import io.dunlin.core.command.Command;
import io.dunlin.core.command.CommandId;
import io.dunlin.core.command.Receipt;
import io.dunlin.core.command.Semantics;
import io.dunlin.core.log.LogOptions;
import io.dunlin.core.telemetry.BatchPolicy;
import io.dunlin.core.telemetry.Offer;
import io.dunlin.core.telemetry.Priority;
import io.dunlin.core.telemetry.Schema;
import io.dunlin.core.telemetry.Stream;
import io.dunlin.core.telemetry.StreamType;
import io.dunlin.core.telemetry.UplinkPolicy;
import io.dunlin.core.twin.Outcome;
import io.dunlin.core.twin.TwinSchema;
import io.dunlin.core.twin.Value;
import io.dunlin.security.sign.Audience;
import io.dunlin.security.sign.CommandSigner;
import io.dunlin.security.sign.KeyId;
import io.dunlin.security.sign.KeyRing;
import io.dunlin.security.sign.Role;
import io.dunlin.security.sign.VerificationKey;
import io.dunlin.security.sign.jca.JcaKeys;
import io.dunlin.testkit.LinkOptions;
import io.dunlin.testkit.SimLink;
import io.dunlin.testkit.SimNode;
import io.dunlin.testkit.Simulation;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/** A simulated device with all of its parts and the fleet that it talks to. */
final class DeviceTrial {

    static final DeviceId ID = new DeviceId("pump-7");
    static final TwinSchema TWIN = TwinSchema.builder()
            .desired("rate", Value.Type.INTEGER)
            .desired("mode", Value.Type.TEXT)
            .reported("battery", Value.Type.INTEGER)
            .build();
    static final Schema SCHEMA =
            new Schema(1, List.of(new Stream("n", "", StreamType.LONG, Priority.NORMAL, 2_000_000_000L)));

    private static final long SECOND = 1_000_000_000L;
    private static final KeyPair FLEET_PAIR = JcaKeys.generate();
    private static final KeyPair DEVICE_PAIR = JcaKeys.generate();
    private static final KeyId FLEET_KEY = KeyId.of("fleet");
    private static final KeyId DEVICE_KEY = KeyId.of("pump-7");

    final FleetEnd fleet;
    final SimNode node;
    final List<DeviceEvent> events = new ArrayList<>();
    final List<CommandId> executed = new ArrayList<>();
    final Map<String, Value> inForce = new TreeMap<>();
    final Set<Long> promised = new HashSet<>();
    Device device;
    boolean offering = true;
    long nextValue;
    private final Simulation sim;
    private final CommandSigner signer;
    private final TreeMap<Long, Long> waiting = new TreeMap<>();

    DeviceTrial(Simulation sim) {
        this.sim = sim;
        SimNode server = sim.node("fleet");
        server.boot();
        VerificationKey receipts = JcaKeys.verification(DEVICE_KEY, Role.RECEIPT, DEVICE_PAIR.getPublic());
        fleet = new FleetEnd(server, ID, SCHEMA, TWIN, receipts);
        AtomicLong counter = new AtomicLong(1);
        signer = new CommandSigner(
                JcaKeys.signing(FLEET_KEY, FLEET_PAIR.getPrivate()),
                Tenant.DEFAULT,
                "operator",
                (key, audience, count) -> counter.getAndAdd(count));
        node = sim.node("device").program(this::boot);
        node.boot();
    }

    DeviceBuilder builder(SimNode on) {
        VerificationKey commands = JcaKeys.verification(
                FLEET_KEY, Role.COMMAND, Set.of(VerificationKey.ANY_OPERATION), FLEET_PAIR.getPublic());
        return Device.builder(ID)
                .loop(on.loop())
                .worker(on.worker())
                .storage(on.storage())
                .random(on.random())
                .executor(on.loop())
                .link(new SimLink(on, ID, "fleet", LinkOptions.UNKIND))
                .listener(events::add)
                .version("1.0.0")
                .heartbeatEvery(Duration.ofMinutes(1))
                .telemetry(
                        SCHEMA,
                        new BatchPolicy(5, 4096, 512, 5 * SECOND, BatchPolicy.Overflow.REFUSE),
                        new UplinkPolicy(2, 4, 1024, SECOND, 20 * SECOND, 50, SECOND),
                        LogOptions.DEVICE)
                .twin(TWIN, (path, value) -> {
                    if (value == null) {
                        inForce.remove(path);
                    } else {
                        inForce.put(path, value);
                    }
                    return Outcome.applied();
                })
                .commands(
                        KeyRing.of(List.of(commands)),
                        JcaKeys.signing(DEVICE_KEY, DEVICE_PAIR.getPrivate()),
                        command -> {
                            executed.add(command.id());
                            if (command.operation().equals("fail")) {
                                throw new IllegalStateException("the valve is stuck \u00e4");
                            }
                            return Receipt.done(command.id(), new byte[] {1});
                        });
    }

    byte[] command(int number, String operation) {
        Command command = new Command(new CommandId(7, number), operation, Semantics.AT_MOST_ONCE, new byte[0]);
        long now = Math.floorDiv(node.wallMillis(), 1000L);
        return signer.sign(command, Audience.device(ID), now, now, now + 3600);
    }

    private void boot(SimNode on) {
        waiting.clear();
        Device booted = builder(on).build();
        device = booted;
        CompletableFuture<?> unused = booted.start().whenComplete((done, failure) -> {
            if (failure != null) {
                on.loop().schedule(SECOND, () -> boot(on));
            } else {
                read(on, booted);
            }
        });
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
        on.loop().schedule(SECOND / 2, () -> read(on, from));
    }

    /** Ends all trouble and waits until the fleet has everything. */
    void settle() {
        node.disk().clearFaults();
        node.boot();
        sim.run(Duration.ofSeconds(30));
        offering = false;
        sim.await("everything acknowledged", Duration.ofHours(2), () -> {
            TelemetryStatus status = device.telemetry();
            return status.unacknowledged() == 0 && status.durableRows() == status.offeredRows();
        });
    }
}
