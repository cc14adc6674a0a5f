/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.security.rotate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class RotationPropertyTest {

    /** Invariants I1 to I5, I7 and I11 at every step, whatever server, disk and power do; in the end all is well. */
    @Property
    void anyMisfortune_losesNoIdentity_andCalmEndsInANewGeneration(
            @ForAll @Size(min = 20, max = 250) List<@IntRange(min = 1, max = 10_000) Integer> chances) {
        RotationWorld world = new RotationWorld();
        world.rotateNow();
        for (int chance : chances) {
            world.step(chance);
        }
        world.calm();
        long before = world.journal().activeGeneration();
        world.rotateNow();
        world.calm();
        assertThat(world.journal().phase()).as(world.toString()).isEqualTo(RotationPhase.STABLE);
        assertThat(world.journal().activeGeneration()).as(world.toString()).isGreaterThan(before);
        assertThat(world.acceptable).contains(world.journal().activeGeneration());
    }

    @Property
    void journal_survivesItsEncoding(
            @ForAll @IntRange(max = 7) int phase,
            @ForAll @IntRange(max = 1) int slot,
            @ForAll @LongRange(min = 1) long active,
            @ForAll @IntRange(max = 1000) int ahead,
            @ForAll @IntRange int attempts,
            @ForAll @LongRange long wait) {
        long last = active + Math.min(ahead, Long.MAX_VALUE - active);
        RotationRecord record =
                new RotationRecord(RotationPhase.ofCode(phase), slot, active, last, attempts, attempts / 2, wait);
        assertThat(RotationRecord.decode(record.encode())).isEqualTo(record);
        assertThat(record.encode().length).isLessThan(64);
    }
}
