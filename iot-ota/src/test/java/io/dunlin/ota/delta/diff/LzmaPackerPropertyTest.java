/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.delta.diff;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.ota.delta.Images;
import io.dunlin.ota.delta.Unpacking;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.tukaani.xz.LZMAInputStream;

class LzmaPackerPropertyTest {

    @Property
    void packed_isUnpacked_asByTheReferenceDecoder(
            @ForAll long seed,
            @ForAll @IntRange(max = 4) int lc,
            @ForAll @IntRange(max = 4) int lp,
            @ForAll @IntRange(max = 4) int pb,
            @ForAll @IntRange(min = 4096, max = 70_000) int dictionary,
            @ForAll @IntRange(min = 1, max = 700) int piece)
            throws IOException {
        byte[] newer = Images.pair(seed, 20_000).newer();
        byte[] raw = newer.length == 0 ? new byte[1] : newer;
        LzmaPacker.Packed packed = LzmaPacker.pack(raw, dictionary, lc, Math.min(lp, 4 - lc), pb);
        byte[] reference;
        try (LZMAInputStream oracle = new LZMAInputStream(
                new ByteArrayInputStream(packed.bytes()), raw.length, lc, Math.min(lp, 4 - lc), pb, dictionary, null)) {
            reference = oracle.readAllBytes();
        }

        assertThat(reference).isEqualTo(raw);
        assertThat(Unpacking.of(packed.entry(), packed.bytes(), piece)).isEqualTo(reference);
        assertThat(Unpacking.withRestoreAfter(raw.length / 2, packed.entry(), packed.bytes(), piece))
                .isEqualTo(Arrays.copyOfRange(raw, raw.length / 2, raw.length));
    }
}
