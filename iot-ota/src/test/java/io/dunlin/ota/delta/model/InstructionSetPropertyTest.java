/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.delta.model;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class InstructionSetPropertyTest {

    @Test
    void distances_areThoseOfTheArchitectureManuals() {
        // BL back to itself, in each set.
        assertThat(target(1, 0xFFFEF7FF, 0x100)).isEqualTo(0x100);
        assertThat(target(2, 0xEBFFFFFE, 0x100)).isEqualTo(0x100);
        assertThat(target(3, 0x94000000, 0x100)).isEqualTo(0x100);
        // BLX to the word after next, from the middle of a word; BNE.W; ADRP one page on; CBZ and TBZ back by 4.
        assertThat(target(1, 0xE804F000, 0x102)).isEqualTo(0x10C);
        assertThat(target(1, 0xAFFEF47F, 0x100)).isEqualTo(0x100);
        assertThat(target(3, 0xB0000000, 0x1234)).isEqualTo(0x2000);
        assertThat(target(3, 0xB4FFFFE0, 0x100)).isEqualTo(0xFC);
        assertThat(target(3, 0x3607FFE0, 0x100)).isEqualTo(0xFC);
        assertThat(target(3, 0x10000020, 0x100)).isEqualTo(0x104);
    }

    @Test
    void otherInstructions_areNoReferences() {
        assertThat(InstructionSet.of(1).kind(0x4770BF00)).isEqualTo(InstructionSet.NONE);
        assertThat(InstructionSet.of(2).kind(0xFAFFFFFE)).isEqualTo(InstructionSet.NONE);
        assertThat(InstructionSet.of(3).kind(0xD65F03C0)).isEqualTo(InstructionSet.NONE);
        assertThat(InstructionSet.of(4).kind(0x94000000)).isEqualTo(InstructionSet.NONE);
    }

    private static int target(int set, int word, int place) {
        InstructionSet instructions = InstructionSet.of(set);
        int kind = instructions.kind(word);
        int unused = 32 - instructions.bits(kind);
        int distance = instructions.toPlain(kind, word) << unused >> unused;
        return instructions.base(kind, place) + (distance << instructions.scale(kind));
    }

    @Property
    void plainForm_isAPermutation_forEachKind(@ForAll @IntRange(min = 0, max = 4) int set, @ForAll int word) {
        InstructionSet instructions = InstructionSet.of(set);
        for (int kind = 1; kind < PageReferences.LOW; kind++) {
            assertThat(instructions.fromPlain(kind, instructions.toPlain(kind, word)))
                    .isEqualTo(word);
        }
        assertThat(PageReferences.fromPlain(PageReferences.toPlain(word))).isEqualTo(word);
    }
}
