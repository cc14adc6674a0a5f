/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.security.rotate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dunlin.core.DecodeException;
import io.dunlin.core.cbor.CborWriter;
import org.junit.jupiter.api.Test;

class RotationTest {

    private static final long DAY = 86_400_000L;

    @Test
    void rotation_goesThroughItsPhasesInOrder() {
        RotationWorld world = new RotationWorld();
        world.hostile = false;
        world.rotateNow();
        world.calm();
        assertThat(world.events)
                .filteredOn(e -> e.contains("persist"))
                .extracting(e -> e.replaceAll(".*phase=([A-Z_]+),.*", "$1"))
                .startsWith("KEY_READY", "REQUESTED", "ISSUED", "TRIAL", "ACCEPTED", "CONFIRMED", "STABLE");
        assertThat(world.events).contains("activated 2");
    }

    @Test
    void rotateNow_whileTheOldIdentityIsBeingRemoved_isNotForgotten() {
        RotationWorld world = new RotationWorld();
        world.hostile = false;
        world.rotateNow();
        while (world.journal().phase() != RotationPhase.CONFIRMED) {
            world.rotateNow();
            world.step(1);
        }
        world.rotateNow();
        world.calm();
        assertThat(world.events)
                .filteredOn(e -> e.startsWith("activated"))
                .containsExactly("activated 2", "activated 3");
    }

    @Test
    void journalOfANewerVersion_isTyped_andTellsWhatIsInUse() {
        byte[] newer = new CborWriter()
                .array(4)
                .integer(2)
                .integer(1)
                .integer(9)
                .text("new")
                .toByteArray();
        assertThatThrownBy(() -> RotationRecord.decode(newer))
                .isInstanceOfSatisfying(NewerJournalException.class, e -> {
                    assertThat(e.version()).isEqualTo(2);
                    assertThat(e.activeSlot()).isEqualTo(1);
                    assertThat(e.activeGeneration()).isEqualTo(9);
                });
        byte[] shorter = new CborWriter()
                .array(4)
                .integer(1)
                .integer(1)
                .integer(9)
                .text("new")
                .toByteArray();
        assertThatThrownBy(() -> RotationRecord.decode(shorter))
                .isInstanceOf(DecodeException.class)
                .isNotInstanceOf(NewerJournalException.class);
    }

    /** I12: 10 000 devices whose certificates end together renew spread over the window, and each at the same instant. */
    @Test
    void i12_devicesWithOneEnd_spreadOverTheWindow() {
        RotationPolicy policy = RotationPolicy.DEFAULT;
        int[] bins = new int[50];
        long end = 90 * DAY;
        long open = end / 100 * policy.renewAfterPercent();
        long window = end / 100 * policy.windowPercent();
        for (int i = 0; i < 10_000; i++) {
            long at = policy.renewAtMillis("device-" + i, 3, 0, end);
            assertThat(at).isBetween(open, open + window - 1).isEqualTo(policy.renewAtMillis("device-" + i, 3, 0, end));
            bins[(int) ((at - open) * bins.length / window)]++;
        }
        double chiSquare = 0;
        double expected = 10_000.0 / bins.length;
        for (int bin : bins) {
            chiSquare += (bin - expected) * (bin - expected) / expected;
        }
        // 49 degrees of freedom: 85.4 is passed by chance once in a thousand; the hash is fixed, so this is no gamble.
        assertThat(chiSquare).isLessThan(85.4);
    }

    @Test
    void backOff_doublesUpToItsMost_andNeverIsZero() {
        RotationPolicy policy = RotationPolicy.DEFAULT;
        for (int failures = 1; failures < 100; failures++) {
            assertThat(policy.backOffMillis("d", 1, failures))
                    .isBetween(
                            Math.min(
                                            policy.firstBackOffMillis() << Math.min(failures - 1, 20),
                                            policy.maxBackOffMillis())
                                    / 2,
                            policy.maxBackOffMillis());
        }
    }

    @Test
    void answersThatNobodyAwaits_areRefused() {
        RotationWorld world = new RotationWorld();
        Rotation rotation = new Rotation("d", RotationPolicy.DEFAULT, world);
        assertThatThrownBy(rotation::keyCreated).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(rotation::phase).isInstanceOf(IllegalStateException.class);
        rotation.restore(RotationRecord.stable(0, 1), Rotation.Spare.EMPTY, 0, DAY, 0);
        assertThatThrownBy(() -> rotation.confirmed(true)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void withoutClock_nothingIsDecidedByTime() {
        RotationWorld world = new RotationWorld();
        Rotation rotation = new Rotation("d", RotationPolicy.DEFAULT, world);
        rotation.restore(RotationRecord.stable(0, 1), Rotation.Spare.EMPTY, 0, DAY, 0);
        rotation.tick(0, Rotation.NO_CLOCK);
        assertThat(world.events).isEmpty();
        assertThat(rotation.deadlineNanos()).isBetween(1L, 3_600_000_000_000L);
        rotation.tick(rotation.deadlineNanos(), 2 * DAY);
        assertThat(world.events).containsExactly("expired");
        assertThat(rotation.deadlineNanos()).isEqualTo(Long.MAX_VALUE);
    }
}
