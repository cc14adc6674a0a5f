/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.delta;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.ota.delta.diff.DeltaGenerator;
import io.dunlin.ota.delta.diff.Profile;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The format does not drift, and the generator gives the same bytes on every JDK. */
class DeltaVectorTest {

    private static final List<Architecture> ARCHITECTURES =
            List.of(Architecture.THUMB2, Architecture.A32, Architecture.ARM64, Architecture.DATA);

    @Test
    void storedPatches_giveTheStoredImages() throws IOException {
        for (Architecture architecture : ARCHITECTURES) {
            byte[] newer = vector(architecture, "new");
            PatchTrial trial = new PatchTrial(vector(architecture, "old"), vector(architecture, "patch"), newer.length);
            trial.run(500);
            assertThat(trial.written()).isEqualTo(newer);
        }
    }

    @Test
    void generator_givesTheStoredPatches() throws IOException {
        for (Architecture architecture : ARCHITECTURES) {
            Images.Pair pair = Programs.pair(architecture, 11, 60);
            assertThat(vector(architecture, "old")).isEqualTo(pair.older());
            assertThat(vector(architecture, "new")).isEqualTo(pair.newer());
            assertThat(new DeltaGenerator(JcaSha256::new)
                            .generate(pair.older(), pair.newer(), Profile.TINY.withCheckpointBytes(1024))
                            .bytes())
                    .isEqualTo(vector(architecture, "patch"));
        }
    }

    @Test
    void callsAndAddresses_costNextToNothing() {
        for (Architecture architecture : ARCHITECTURES) {
            Images.Pair pair = Programs.pair(architecture, 3, 400);
            PatchHeader header = new DeltaGenerator(JcaSha256::new)
                    .generate(pair.older(), pair.newer(), Profile.SMALL)
                    .header();
            assertThat(header.prediction().architecture()).isEqualTo(architecture);
            // About a thousand calls and four hundred addresses, most of them changed.
            assertThat(header.diff().packedBytes()).isLessThan(400);
        }
    }

    private static byte[] vector(Architecture architecture, String name) throws IOException {
        String path = "vectors/" + architecture.code() + "." + name;
        try (InputStream in = Objects.requireNonNull(DeltaVectorTest.class.getResourceAsStream(path), path)) {
            return in.readAllBytes();
        }
    }
}
