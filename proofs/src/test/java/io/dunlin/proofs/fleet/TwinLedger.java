/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.proofs.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.core.twin.Ack;
import io.dunlin.core.twin.DesireResult;
import io.dunlin.core.twin.FleetTwin;
import io.dunlin.core.twin.JournaledTwin;
import io.dunlin.core.twin.Outcome;
import io.dunlin.core.twin.Patch;
import io.dunlin.core.twin.PathSpec;
import io.dunlin.core.twin.TwinSchema;
import io.dunlin.core.twin.Value;
import io.dunlin.testkit.SeededRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What was desired of one device, what is in force there, and what it reported. */
final class TwinLedger {

    static final TwinSchema SCHEMA = TwinSchema.builder()
            .path("rate", PathSpec.desired(Value.Type.INTEGER).between(0, 99))
            .desired("mode", Value.Type.TEXT)
            .desired("limit", Value.Type.INTEGER)
            .reported("battery", Value.Type.INTEGER)
            .build();

    private static final List<String> DESIRED = List.of("rate", "mode", "limit");
    private static final String BATTERY = "battery";
    private static final long MOST = 50;

    /** What an actuator does stays done when the power goes. */
    private final Map<String, Value> inForce = new TreeMap<>();

    private final Map<String, List<Attempt>> attempts = new HashMap<>();
    private @Nullable Value battery;
    private int reports;

    /** A desired value of one path, and whether the operator knows that it is desired. */
    private static final class Attempt {
        final @Nullable Value value;
        boolean confirmed;

        Attempt(@Nullable Value value) {
            this.value = value;
        }
    }

    /** Something that an operator desires; the fleet refuses it if it is out of bounds. */
    record Wish(Map<String, @Nullable Value> changes, boolean inBounds) {
        Patch patch() {
            Patch patch = new Patch();
            changes.forEach((path, value) -> {
                if (value == null) {
                    patch.remove(path);
                } else {
                    patch.set(path, value);
                }
            });
            return patch;
        }
    }

    static Wish wish(SeededRandom random) {
        Map<String, @Nullable Value> changes = new TreeMap<>();
        long n = random.nextLong(100);
        switch ((int) random.nextLong(6)) {
            case 0, 1 -> changes.put("rate", Value.of(n));
            case 2 -> changes.put("mode", Value.of("mode " + n));
            case 3 -> {
                changes.put("mode", null);
                changes.put("limit", Value.of(n));
            }
            case 4 -> changes.put("limit", null);
            default -> {
                changes.put("mode", Value.of("never"));
                changes.put("rate", Value.of(100 + n));
            }
        }
        return new Wish(changes, !Objects.equals(changes.get("mode"), Value.of("never")));
    }

    /** An operator asks for something; returns what to call with the answer, if one comes. */
    Consumer<DesireResult> desired(Wish wish) {
        if (!wish.inBounds()) {
            return result -> assertThat(result.kind()).isEqualTo(DesireResult.Kind.INVALID);
        }
        List<Attempt> made = new ArrayList<>();
        wish.changes().forEach((path, value) -> {
            Attempt attempt = new Attempt(value);
            made.add(attempt);
            attempts.computeIfAbsent(path, p -> new ArrayList<>()).add(attempt);
        });
        return result -> {
            assertThat(result.kind()).isIn(DesireResult.Kind.MINTED, DesireResult.Kind.UNCHANGED);
            made.forEach(attempt -> attempt.confirmed = true);
        };
    }

    /** The device makes a desired value so. */
    Outcome apply(String path, @Nullable Value value) {
        if (value == null) {
            inForce.remove(path);
            return Outcome.applied();
        }
        return switch (answer(value)) {
            case REJECTED -> Outcome.rejected("no rate of " + value);
            case ADAPTED -> {
                inForce.put(path, Value.of(MOST));
                yield Outcome.adapted(Value.of(MOST));
            }
            default -> {
                inForce.put(path, value);
                yield Outcome.applied();
            }
        };
    }

    /** What a device makes of a value depends on nothing else. */
    private static Ack.State answer(Value value) {
        if (value instanceof Value.Int number) {
            if (number.value() % 7 == 3) {
                return Ack.State.REJECTED;
            }
            return number.value() > MOST ? Ack.State.ADAPTED : Ack.State.APPLIED;
        }
        return Ack.State.APPLIED;
    }

    Value nextBattery() {
        return Value.of(100L - reports++ % 100);
    }

    void reported(Value value) {
        battery = value;
    }

    /** Tells whether the fleet knows all that it will know. */
    boolean agrees(FleetTwin fleet) {
        if (battery != null && !battery.equals(fleet.reported().get(BATTERY))) {
            return false;
        }
        for (String path : DESIRED) {
            Ack ack = fleet.ack(path);
            if (ack != null && ack.state() == Ack.State.PENDING) {
                return false;
            }
            boolean rejected = ack != null && ack.state() == Ack.State.REJECTED;
            if (!rejected && !Objects.equals(fleet.reported().get(path), inForce.get(path))) {
                return false;
            }
        }
        return true;
    }

    /** Checks both halves, once nothing happens any more. */
    void verify(FleetTwin fleet, JournaledTwin device) {
        for (String path : DESIRED) {
            Value desired = fleet.desired().get(path);
            assertThat(isAllowed(path, desired))
                    .as("%s is desired for %s, and was the last that an operator asked for", desired, path)
                    .isTrue();
            assertThat(device.desired(path))
                    .as("desired %s at the device", path)
                    .isEqualTo(desired);
            Ack ack = fleet.ack(path);
            if (desired == null) {
                assertThat(inForce.get(path)).as("%s after its removal", path).isNull();
            } else {
                assertThat(ack).as("answer to %s", path).isNotNull();
                assertThat(ack.state()).as("answer to %s of %s", path, desired).isEqualTo(answer(desired));
                assertThat(ack.text().isEmpty()).isEqualTo(ack.state() != Ack.State.REJECTED);
                if (ack.state() != Ack.State.REJECTED) {
                    assertThat(fleet.reported().get(path)).isEqualTo(inForce.get(path));
                }
                if (ack.state() == Ack.State.APPLIED) {
                    assertThat(inForce.get(path)).as("%s in force", path).isEqualTo(desired);
                }
            }
        }
        assertThat(fleet.reported().get(BATTERY)).isEqualTo(battery);
        for (String path : SCHEMA.paths().keySet()) {
            assertThat(fleet.reported().get(path))
                    .as("reported %s on both sides", path)
                    .isEqualTo(device.reported(path));
        }
    }

    /** The last value that is known to be desired, or one that came later and may be. */
    private boolean isAllowed(String path, @Nullable Value desired) {
        List<Attempt> all = attempts.getOrDefault(path, List.of());
        for (int i = all.size() - 1; i >= 0; i--) {
            if (Objects.equals(all.get(i).value, desired)) {
                return true;
            }
            if (all.get(i).confirmed) {
                return false;
            }
        }
        return desired == null;
    }
}
