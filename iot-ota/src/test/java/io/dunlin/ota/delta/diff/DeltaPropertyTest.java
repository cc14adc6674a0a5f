/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.delta.diff;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.ota.delta.Architecture;
import io.dunlin.ota.delta.Images;
import io.dunlin.ota.delta.JcaSha256;
import io.dunlin.ota.delta.PatchTrial;
import io.dunlin.ota.delta.Programs;
import io.dunlin.ota.delta.StreamEntry;
import java.io.IOException;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class DeltaPropertyTest {

    private final DeltaGenerator generator = new DeltaGenerator(JcaSha256::new);

    @Property
    void patch_givesTheNewImage_alsoWhenBrokenOffTwice(
            @ForAll long seed,
            @ForAll("profiles") Profile profile,
            @ForAll @IntRange(min = 1, max = 40) int failing,
            @ForAll @IntRange(min = 1, max = 9000) int step)
            throws IOException {
        Images.Pair pair = Images.pair(seed, 9_000);
        Patch patch = generator.generate(pair.older(), pair.newer(), profile);

        PatchTrial trial = new PatchTrial(pair.older(), patch.bytes(), pair.newer().length);
        trial.run(step, failing, failing + 3);

        assertThat(trial.written()).isEqualTo(pair.newer());
        assertThat(trial.redoneBytes()).isLessThanOrEqualTo(2L * profile.checkpointBytes());
    }

    @Property
    void programs_areMade_alsoWhenBrokenOffTwice(
            @ForAll Architecture architecture,
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 60) int functions,
            @ForAll("profiles") Profile profile,
            @ForAll @IntRange(min = 1, max = 9) int failing)
            throws IOException {
        Images.Pair pair = Programs.pair(architecture, seed, functions);
        Patch patch = generator.generate(pair.older(), pair.newer(), profile);

        PatchTrial trial = new PatchTrial(pair.older(), patch.bytes(), pair.newer().length);
        trial.run(777, failing, failing + 1);

        assertThat(trial.written()).isEqualTo(pair.newer());
        assertThat(trial.redoneBytes()).isLessThanOrEqualTo(2L * profile.checkpointBytes());
    }

    @Property
    void patch_isTheSame_forTheSameImages(@ForAll long seed) {
        Images.Pair pair = Images.pair(seed, 3_000);

        assertThat(generator.generate(pair.older(), pair.newer(), Profile.TINY).bytes())
                .isEqualTo(new DeltaGenerator(JcaSha256::new)
                        .generate(pair.older(), pair.newer(), Profile.TINY)
                        .bytes());
    }

    @Property
    void patch_isNeverMuchLargerThanTheImage(@ForAll long seed) {
        Images.Pair pair = Images.pair(seed, 3_000);

        assertThat(generator.generate(pair.older(), pair.newer(), Profile.TINY).bytes())
                .hasSizeLessThanOrEqualTo(pair.newer().length + 160);
    }

    @Provide
    Arbitrary<Profile> profiles() {
        return Arbitraries.of(
                new Profile(4096, 0, 12, 100, 6, 4096),
                new Profile(5000, 4, 13, 5, 1, 1000),
                new Profile(StreamEntry.MAX_DICTIONARY_BYTES, 2, 16, 4096, 12, 5000));
    }
}
