/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.twin;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.core.BootEpoch;
import io.dunlin.core.RandomSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Both halves of a twin with a disk each and a network between them that the test rules. */
@SuppressWarnings("ArrayRecordComponent") // never compared
final class TwinWorld {

    static final TwinSchema FLEET_SCHEMA = TwinSchema.builder()
            .desired("a", Value.Type.INTEGER)
            .desired("b.c", Value.Type.INTEGER)
            .desired("b.d", Value.Type.INTEGER)
            .path("bounded", PathSpec.desired(Value.Type.INTEGER).between(0, 9))
            .desired("newer", Value.Type.INTEGER)
            .desired("retyped", Value.Type.INTEGER)
            .reported("battery", Value.Type.INTEGER)
            .reported("state", Value.Type.TEXT)
            .build();
    static final TwinSchema DEVICE_SCHEMA = TwinSchema.builder()
            .desired("a", Value.Type.INTEGER)
            .desired("b.c", Value.Type.INTEGER)
            .desired("b.d", Value.Type.INTEGER)
            .path("bounded", PathSpec.desired(Value.Type.INTEGER).between(0, 5))
            .desired("retyped", Value.Type.TEXT)
            .reported("battery", Value.Type.INTEGER)
            .reported("state", Value.Type.TEXT)
            .build();
    static final long SECOND = 1_000_000_000L;

    /** A value that the handlers of this world refuse, and one that they adapt to another. */
    static final long REFUSED = 7;

    static final long ADAPTED = 8;
    static final long ADAPTED_TO = 5;

    final List<Flight> network = new ArrayList<>();
    final List<Call> calls = new ArrayList<>();
    final List<byte[]> disk = new ArrayList<>();
    final List<Stored> history = new ArrayList<>();
    final Map<String, Value> wanted = new TreeMap<>();
    final List<TwinEvent> deviceEvents = new ArrayList<>();
    final List<TwinEvent> fleetEvents = new ArrayList<>();
    final Map<String, List<Call>> applied = new HashMap<>();
    TwinSchema fleetSchema = FLEET_SCHEMA;
    TwinSchema deviceSchema = DEVICE_SCHEMA;
    TwinLimits limits = TwinLimits.DEFAULT;
    TwinLimits deviceLimits = TwinLimits.DEFAULT;
    DeviceTwin device;
    byte[] fleet;
    long now = -5 * SECOND;
    boolean up;
    int sent;
    int largest;
    private final RandomSource random;
    private final Map<String, Long> lastApplied = new HashMap<>();
    private Incarnation appliedIn = new Incarnation(0, 0);
    private long epoch;
    private Call persisting = new Call("", Value.of(false), -1);
    private byte[] persistingRecord = {};

    record Flight(byte[] bytes, boolean up) {}

    record Call(String path, Value value, long dv) {}

    record Stored(byte[] fleet, Map<String, Value> wanted) {}

    TwinWorld(long seed) {
        random = new java.util.Random(seed)::nextLong;
        recreateFleet();
        boot();
    }

    // ---- the fleet

    FleetTwin fleet() {
        return FleetTwin.load(fleet, fleetSchema, limits, random, new FleetOut());
    }

    void recreateFleet() {
        fleet = FleetTwin.create(fleetSchema, limits, random, new FleetOut()).state();
        wanted.clear();
        history.clear();
        remember();
    }

    DesireResult desire(Patch patch, When when) {
        FleetTwin twin = fleet();
        DesireResult result = twin.desire(patch, when, "operator", 1000);
        if (result.kind() == DesireResult.Kind.MINTED) {
            patch.changes().forEach((path, value) -> {
                if (value == null) {
                    wanted.remove(path);
                } else {
                    wanted.put(path, value);
                }
            });
        }
        store(twin);
        return result;
    }

    DesireResult desire(Patch patch) {
        return desire(patch, When.always());
    }

    /** The fleet's database is restored from a copy of some writes ago. */
    void rollBackFleet(int writes) {
        int index = Math.max(0, history.size() - 1 - writes);
        Stored stored = history.get(index);
        fleet = stored.fleet();
        wanted.clear();
        wanted.putAll(stored.wanted());
        history.subList(index + 1, history.size()).clear();
    }

    private void store(FleetTwin twin) {
        fleet = twin.state();
        remember();
    }

    private void remember() {
        history.add(new Stored(fleet, new TreeMap<>(wanted)));
    }

    // ---- the device

    void boot() {
        calls.clear();
        persisting = new Call("", Value.of(false), -1);
        up = false;
        device = new DeviceTwin(deviceSchema, deviceLimits, TwinTiming.DEFAULT, random, new DeviceOut());
        for (byte[] record : disk) {
            device.restore(record);
        }
        device.open(new BootEpoch(++epoch), now);
    }

    /** The device starts over from its disk as it was some records ago. */
    void rollBackDevice(int records) {
        disk.subList(Math.max(0, disk.size() - records), disk.size()).clear();
        lastApplied.clear();
        boot();
    }

    void resetDevice() {
        disk.clear();
        epoch = 0;
        lastApplied.clear();
        boot();
    }

    /** The journal starts over from one record, as it does when it is long. */
    void compact() {
        if (persisting.dv() < 0) {
            byte[] all = device.snapshot();
            disk.clear();
            disk.add(all);
        }
    }

    void persisted() {
        if (persisting.dv() >= 0) {
            long id = persisting.dv();
            disk.add(persistingRecord);
            persisting = new Call("", Value.of(false), -1);
            device.persisted(id, now);
        }
    }

    void answer(int index) {
        if (calls.isEmpty()) {
            return;
        }
        Call call = calls.remove(Math.floorMod(index, calls.size()));
        device.applied(call.path(), call.dv(), outcome(call.value()), now);
    }

    static Outcome outcome(Value value) {
        if (value instanceof Value.Int number && number.value() == REFUSED) {
            return Outcome.rejected("not that one");
        }
        boolean adapt = value instanceof Value.Int number && number.value() == ADAPTED;
        return adapt ? Outcome.adapted(Value.of(ADAPTED_TO)) : Outcome.applied();
    }

    void link(boolean isUp) {
        up = isUp;
        if (isUp) {
            device.linkUp(TwinLimits.DEFAULT.maxMessageBytes(), now);
        } else {
            device.linkDown();
        }
    }

    // ---- the network

    void deliver(int index) {
        if (!network.isEmpty()) {
            deliver(network.remove(Math.floorMod(index, network.size())));
        }
    }

    void deliver(Flight flight) {
        if (flight.up()) {
            FleetTwin twin = fleet();
            if (twin.received(flight.bytes())) {
                store(twin);
            } else {
                assertThat(twin.state())
                        .as("a call that changes nothing says so")
                        .isEqualTo(fleet);
            }
        } else {
            device.received(flight.bytes(), now);
        }
    }

    /** Lets everything happen in order, but no time pass, until nothing is left to do; returns the messages it took. */
    int run() {
        int before = sent;
        for (int steps = 0; !network.isEmpty() || !calls.isEmpty() || persisting.dv() >= 0; steps++) {
            assertThat(steps).as("invariant 10: messages stop").isLessThan(5000);
            persisted();
            answer(0);
            deliver(0);
        }
        return sent - before;
    }

    /** Advances to the device's next deadline. */
    void tick() {
        long deadline = device.deadlineNanos();
        now = deadline == Long.MAX_VALUE ? now + SECOND : Math.max(now, deadline);
        device.tick(now);
        assertThat(device.deadlineNanos()).as("a tick leaves nothing overdue").isGreaterThan(now);
    }

    /** Brings the link up without faults, and waits until both sides had every chance to compare. */
    void settle() {
        link(false);
        link(true);
        for (int i = 0; i < 6; i++) {
            run();
            tick();
        }
        now += 2 * TwinTiming.DEFAULT.syncIntervalNanos();
        device.tick(now);
        for (int i = 0; i < 6; i++) {
            run();
            tick();
        }
        run();
    }

    private final class DeviceOut implements DeviceTwin.Output {
        @Override
        public void send(byte[] message) {
            sent++;
            largest = Math.max(largest, message.length);
            network.add(new Flight(message, true));
        }

        @Override
        public void apply(String path, Value value, long dv) {
            if (!appliedIn.equals(device.state.incarnation)) {
                appliedIn = device.state.incarnation;
                lastApplied.clear();
            }
            assertThat(dv)
                    .as("invariant 7: no handler of %s sees an older target", path)
                    .isGreaterThanOrEqualTo(lastApplied.getOrDefault(path, 0L));
            lastApplied.put(path, dv);
            Call call = new Call(path, value, dv);
            calls.add(call);
            applied.computeIfAbsent(path, unused -> new ArrayList<>()).add(call);
        }

        @Override
        public void persist(long id, byte[] record) {
            assertThat(persisting.dv()).as("one record at a time").isNegative();
            persisting = new Call("", Value.of(true), id);
            persistingRecord = record;
        }

        @Override
        public void event(TwinEvent event, String detail) {
            deviceEvents.add(event);
        }
    }

    private final class FleetOut implements FleetTwin.Output {
        @Override
        public void send(byte[] message) {
            sent++;
            largest = Math.max(largest, message.length);
            network.add(new Flight(message, false));
        }

        @Override
        public void reported(String path, Value value) {}

        @Override
        public void acknowledged(String path, Ack ack) {}

        @Override
        public void event(TwinEvent event, String detail) {
            fleetEvents.add(event);
        }
    }
}
