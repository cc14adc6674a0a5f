/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.security.rotate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A device's disk and a server, as models: keys are generations, certificates too. Each call of {@link #step} answers the
 * rotation's present wish as the given chance wills, or loses power around it. The server ends the old identity as soon as
 * it hears the confirmation, which is the worst that it may do.
 */
final class RotationWorld implements RotationOutput {

    static final String DEVICE = "dev-1";
    private static final long LIFE_MILLIS = 90L * 86_400_000;

    final List<String> events = new ArrayList<>();
    final Set<Long> acceptable = new HashSet<>(Set.of(1L));
    final Map<Long, Integer> issued = new HashMap<>();
    final Map<Long, Integer> trials = new HashMap<>();
    private final long[] keys = {1, 0};
    private final long[] certificates = {1, 0};
    private final Deque<Runnable> wishes = new ArrayDeque<>();
    private final Deque<String> names = new ArrayDeque<>();
    private RotationRecord journal = RotationRecord.stable(0, 1);
    private Rotation rotation;
    private long nowNanos;
    private long wallMillis;
    private long highest = 1;
    private int chance;
    boolean hostile = true;

    RotationWorld() {
        restart();
    }

    RotationRecord journal() {
        return journal;
    }

    /** Does one thing: answers a wish, or lets time pass, or loses power before, within or after. */
    void step(int willed) {
        chance = willed;
        if (hostile && willed % 11 == 0) {
            events.add("power cut");
            restart();
        } else if (wishes.isEmpty()) {
            nowNanos = Math.max(nowNanos, rotation.deadlineNanos() == Long.MAX_VALUE ? 0 : rotation.deadlineNanos());
            wallMillis += LIFE_MILLIS / 50;
            // In the calm only what was begun or asked for is done.
            rotation.tick(nowNanos, !hostile || willed % 13 == 0 ? Rotation.NO_CLOCK : wallMillis);
        } else {
            events.add(names.remove());
            wishes.remove().run();
        }
        check();
    }

    void rotateNow() {
        rotation.rotateNow(nowNanos);
    }

    /** Everything works from now on. */
    void calm() {
        hostile = false;
        for (int i = 0; i < 200; i++) {
            step(1);
        }
    }

    private void restart() {
        wishes.clear();
        names.clear();
        rotation = new Rotation(DEVICE, RotationPolicy.DEFAULT, this);
        restore();
    }

    private void restore() {
        int spare = 1 - journal.activeSlot();
        Rotation.Spare state = keys[spare] == 0
                ? Rotation.Spare.EMPTY
                : certificates[spare] == keys[spare] ? Rotation.Spare.IDENTITY : Rotation.Spare.KEY;
        long begin = wallMillis - LIFE_MILLIS / 10;
        rotation.restore(journal, state, begin, begin + LIFE_MILLIS, nowNanos);
    }

    private void check() {
        int active = journal.activeSlot();
        int spare = 1 - active;
        // I1, I11: some pair on the disk is acceptable to the server.
        assertThat(isAcceptable(active) || isAcceptable(spare))
                .as("I1 %s", this)
                .isTrue();
        // I2: the active certificate matches the active key.
        assertThat(certificates[active])
                .as("I2 %s", this)
                .isEqualTo(keys[active])
                .isNotZero();
        // I5: one certificate for each key.
        assertThat(issued.values()).as("I5 %s", this).allMatch(count -> count == 1);
        // I7: generations go up.
        assertThat(journal.lastGeneration()).as("I7 %s", this).isGreaterThanOrEqualTo(highest);
        highest = journal.lastGeneration();
        // I12 in part: a new identity is refused only so often.
        assertThat(trials.values()).allMatch(count -> count <= RotationPolicy.DEFAULT.maxAttempts());
    }

    private boolean isAcceptable(int slot) {
        return keys[slot] != 0 && certificates[slot] == keys[slot] && acceptable.contains(keys[slot]);
    }

    private void wish(String name, Runnable answer) {
        assertThat(wishes).as("one output at a time").isEmpty();
        names.add(name);
        wishes.add(answer);
    }

    /** A write that happens, or fails having happened or not. */
    private void write(Runnable effect, Runnable answer) {
        if (hostile && chance % 7 == 0) {
            if (chance % 2 == 0) {
                effect.run();
            }
            events.add("storage failed");
            rotation.storageFailed(nowNanos);
        } else {
            effect.run();
            answer.run();
        }
    }

    @Override
    public void persist(RotationRecord record) {
        wish("persist " + record, () -> write(() -> journal = record, () -> rotation.persisted(nowNanos)));
    }

    @Override
    public void createKey(long generation) {
        wish(
                "key " + generation,
                () -> write(
                        () -> {
                            int spare = 1 - journal.activeSlot();
                            keys[spare] = generation;
                            certificates[spare] = 0;
                        },
                        rotation::keyCreated));
    }

    @Override
    public void enrol() {
        wish("enrol", () -> {
            int spare = 1 - journal.activeSlot();
            long key = keys[spare];
            // The server issues once for a key, also if the answer is lost.
            boolean reached = !hostile || chance % 3 != 0;
            boolean refused = hostile && chance % 5 == 0;
            if (reached && !refused) {
                issued.putIfAbsent(key, 1);
                acceptable.add(key);
            }
            if (!reached || (hostile && chance % 4 == 0)) {
                rotation.enrolled(Rotation.Enrolled.UNREACHABLE, 0, "lost");
            } else if (refused) {
                rotation.enrolled(Rotation.Enrolled.REFUSED, 0, "no");
            } else if (hostile && chance % 17 == 0) {
                rotation.enrolled(Rotation.Enrolled.PENDING, 60_000, "");
            } else {
                write(() -> certificates[spare] = key, () -> rotation.enrolled(Rotation.Enrolled.STORED, 0, ""));
            }
        });
    }

    @Override
    public void trial() {
        assertThat(journal.phase()).as("I3: the attempt is durable first").isEqualTo(RotationPhase.TRIAL);
        assertThat(journal.attempts()).isPositive();
        wish("trial", () -> {
            Rotation.Tried result = !hostile
                    ? Rotation.Tried.ACCEPTED
                    : List.of(Rotation.Tried.values()).get(chance % Rotation.Tried.values().length);
            if (result == Rotation.Tried.REFUSED) {
                trials.merge(keys[1 - journal.activeSlot()], 1, Integer::sum);
            }
            rotation.tried(result, "willed");
        });
    }

    @Override
    public void confirm() {
        assertThat(journal.phase()).isEqualTo(RotationPhase.ACCEPTED);
        wish("confirm", () -> {
            boolean heard = !hostile || chance % 3 != 0;
            if (heard) {
                acceptable.remove(keys[journal.activeSlot()]);
            }
            rotation.confirmed(heard && (!hostile || chance % 4 != 0));
        });
    }

    @Override
    public void destroySpare() {
        int spare = 1 - journal.activeSlot();
        // I3: the old identity goes only after the confirmation is durable.
        assertThat(journal.phase()).as("I3").isIn(RotationPhase.STABLE, RotationPhase.CONFIRMED);
        wish(
                "destroy",
                () -> write(
                        () -> {
                            keys[spare] = 0;
                            certificates[spare] = 0;
                        },
                        rotation::spareDestroyed));
    }

    @Override
    public void reload() {
        wish("reload", this::restore);
    }

    @Override
    public void activated(long generation) {
        events.add("activated " + generation);
        assertThat(keys[journal.activeSlot()]).isEqualTo(generation);
    }

    @Override
    public void rolledBack(long generation, String reason) {
        events.add("rolled back " + generation);
        assertThat(reason).isNotEmpty();
    }

    @Override
    public void expired() {
        events.add("expired");
    }

    @Override
    public String toString() {
        return journal + " keys " + keys[0] + ',' + keys[1] + " certificates " + certificates[0] + ',' + certificates[1]
                + " acceptable " + acceptable + " after " + events;
    }
}
