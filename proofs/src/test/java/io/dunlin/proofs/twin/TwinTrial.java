/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.proofs.twin;

import io.dunlin.core.StorageWorker;
import io.dunlin.core.log.AsyncJournal;
import io.dunlin.core.log.LogOptions;
import io.dunlin.core.twin.Ack;
import io.dunlin.core.twin.FleetTwin;
import io.dunlin.core.twin.JournaledTwin;
import io.dunlin.core.twin.Outcome;
import io.dunlin.core.twin.Patch;
import io.dunlin.core.twin.PathSpec;
import io.dunlin.core.twin.TwinEvent;
import io.dunlin.core.twin.TwinLimits;
import io.dunlin.core.twin.TwinSchema;
import io.dunlin.core.twin.TwinTiming;
import io.dunlin.core.twin.Value;
import io.dunlin.core.twin.When;
import io.dunlin.testkit.SimNode;
import io.dunlin.testkit.Simulation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A device with its twin on a journal, a fleet that never fails, and a link that loses, repeats and delays. */
final class TwinTrial {

    private static final long SECOND = 1_000_000_000L;
    private static final TwinTiming TIMING = new TwinTiming(SECOND, 20 * SECOND, 120 * SECOND, SECOND / 10);

    /** Small segments, so that snapshots and trims fall into every run. */
    private static final LogOptions OPTIONS = LogOptions.DEVICE.withSegmentBytes(8192);

    static final TwinSchema SCHEMA = TwinSchema.builder()
            .path("rate", PathSpec.desired(Value.Type.INTEGER).between(0, 99))
            .desired("mode", Value.Type.TEXT)
            .desired("extra", Value.Type.INTEGER)
            .reported("battery", Value.Type.INTEGER)
            .build();

    private final Simulation sim;
    private final SimNode device;
    private final Map<String, Value> wanted = new TreeMap<>();
    private byte[] fleet;
    private boolean faults = true;
    private @Nullable JournaledTwin twin;

    TwinTrial(Simulation sim) {
        this.sim = sim;
        fleet = FleetTwin.create(SCHEMA, TwinLimits.DEFAULT, sim.random(), new FleetOutput(new ArrayList<>()))
                .state();
        device = sim.node("device").program(this::boot);
        device.boot();
    }

    SimNode device() {
        return device;
    }

    Map<String, Value> wanted() {
        return wanted;
    }

    FleetTwin fleet() {
        return fleet(new ArrayList<>());
    }

    void edit() {
        Patch patch = new Patch();
        long n = sim.random().nextLong(100);
        switch ((int) sim.random().nextLong(4)) {
            case 0 -> patch.set("rate", n);
            case 1 -> patch.set("mode", "m" + n);
            case 2 -> patch.remove("mode").set("extra", n);
            default -> patch.remove("extra");
        }
        List<byte[]> sent = new ArrayList<>();
        FleetTwin changed = fleet(sent);
        changed.desire(patch, When.always(), "operator", 0);
        fleet = changed.state();
        wanted.clear();
        wanted.putAll(changed.desired());
        sent.forEach(this::down);
    }

    /** Reports on the device, if it is up. */
    void report() {
        if (device.isUp() && twin != null) {
            JournaledTwin now = twin;
            long level = sim.random().nextLong(100);
            device.loop().execute(() -> now.report("battery", Value.of(level)));
        }
    }

    @Nullable
    Value inForce(String path) {
        return twin == null ? null : twin.reported(path);
    }

    void heal() {
        faults = false;
        device.disk().clearFaults();
        device.boot();
    }

    /** Returns whether the fleet has an answer to all that it desires, and knows what is reported. */
    boolean agrees() {
        FleetTwin now = fleet();
        for (String path : now.desired().keySet()) {
            Ack ack = now.ack(path);
            if (ack == null || ack.state() == Ack.State.PENDING) {
                return false;
            }
        }
        Map<String, Value> reported = new TreeMap<>();
        for (String path : SCHEMA.paths().keySet()) {
            Value value = inForce(path);
            if (value != null) {
                reported.put(path, value);
            }
        }
        return now.reported().equals(reported);
    }

    private FleetTwin fleet(List<byte[]> sent) {
        return FleetTwin.load(fleet, SCHEMA, TwinLimits.DEFAULT, sim.random(), new FleetOutput(sent));
    }

    private void boot(SimNode node) {
        twin = null;
        AsyncJournal.open(node.storage(), OPTIONS, node.worker(), new StorageWorker.Report<AsyncJournal.Opened>() {
            @Override
            public void done(AsyncJournal.Opened opened) {
                run(node, opened);
            }

            @Override
            public void failed(Exception failure) {
                node.loop().schedule(SECOND, () -> boot(node));
            }
        });
    }

    private void run(SimNode node, AsyncJournal.Opened opened) {
        JournaledTwin opening = JournaledTwin.open(
                opened, SCHEMA, TwinLimits.DEFAULT, TIMING, node.random(), node.loop(), new DeviceHandler(node));
        twin = opening;
        opening.linkUp(4096);
    }

    private int copies() {
        return faults && sim.random().chance(0.2) ? 0 : 1 + (int) sim.random().nextLong(2);
    }

    private void up(SimNode node, byte[] message) {
        for (int copies = copies(); copies > 0; copies--) {
            node.loop().schedule(sim.random().nextLong(SECOND), () -> {
                List<byte[]> sent = new ArrayList<>();
                FleetTwin changed = fleet(sent);
                if (changed.received(message)) {
                    fleet = changed.state();
                }
                sent.forEach(this::down);
            });
        }
    }

    private void down(byte[] message) {
        if (!device.isUp()) {
            return;
        }
        for (int copies = copies(); copies > 0; copies--) {
            device.loop().schedule(sim.random().nextLong(SECOND), () -> {
                if (twin != null) {
                    twin.received(message);
                }
            });
        }
    }

    private final class DeviceHandler implements JournaledTwin.Handler {
        private final SimNode node;

        DeviceHandler(SimNode node) {
            this.node = node;
        }

        @Override
        public void send(byte[] message) {
            up(node, message);
        }

        @Override
        public void apply(String path, @Nullable Value value, long dv) {
            node.loop().schedule(sim.random().nextLong(SECOND), () -> {
                if (twin != null) {
                    boolean odd = value instanceof Value.Int number && number.value() % 7 == 3;
                    Outcome outcome = odd ? Outcome.rejected("odd") : Outcome.applied();
                    twin.applied(path, dv, outcome);
                }
            });
        }

        @Override
        public void event(TwinEvent event, String detail) {
            node.log(event + " " + detail);
        }
    }

    private record FleetOutput(List<byte[]> sent) implements FleetTwin.Output {
        @Override
        public void send(byte[] message) {
            sent.add(message);
        }

        @Override
        public void reported(String path, @Nullable Value value) {}

        @Override
        public void acknowledged(String path, Ack ack) {}

        @Override
        public void event(TwinEvent event, String detail) {}
    }
}
