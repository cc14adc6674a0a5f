/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.delta;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.core.Checksum;
import io.dunlin.ota.delta.diff.DeltaGenerator;
import io.dunlin.ota.delta.diff.Patch;
import io.dunlin.ota.delta.diff.Profile;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/**
 * Patches of a forger who keeps checksums and digests right: they end in a refusal or in the promised image, within the
 * budget.
 */
class HostilePatchPropertyTest {

    private static final int PREFIX_BYTES = 6;
    private static final int CHECKSUM_BYTES = 4;
    private static final long GRANTED_BYTES = 64 << 10;

    private final List<Forgeable> patches = List.of(
            new Forgeable(Programs.pair(Architecture.THUMB2, 11, 60)),
            new Forgeable(Programs.pair(Architecture.ARM64, 12, 60)),
            new Forgeable(Images.pair(7, 9_000)));

    private static final class Forgeable {
        final Images.Pair pair;
        final byte[] bytes;
        final int body;

        Forgeable(Images.Pair pair) {
            Patch patch = new DeltaGenerator(JcaSha256::new).generate(pair.older(), pair.newer(), Profile.TINY);
            this.pair = pair;
            this.bytes = patch.bytes();
            this.body = bytes.length - (int) patch.header().bodyBytes();
        }

        /** Makes checksum and body digest right again. */
        void sign(byte[] forged) {
            byte[] digest = Digest.compute(Arrays.copyOfRange(forged, body, forged.length), JcaSha256::new)
                    .bytes();
            int end = body - CHECKSUM_BYTES;
            System.arraycopy(digest, 0, forged, end - digest.length, digest.length);
            signHeader(forged, end);
        }

        static void signHeader(byte[] forged, int end) {
            int crc = Checksum.crc32c().update(0, forged, 0, end);
            for (int i = 0; i < CHECKSUM_BYTES; i++) {
                forged[end + i] = (byte) (crc >>> (24 - 8 * i));
            }
        }

        /** Applies a forged patch; returns whether it was refused. */
        boolean isRefused(byte[] forged) throws IOException {
            Bench bench = new Bench(pair.older(), forged, pair.newer().length);
            try {
                PatchApplier applier = bench.open(new PatchLimits(GRANTED_BYTES, pair.newer().length));
                assertThat(applier.header().memoryBytes()).isLessThanOrEqualTo(GRANTED_BYTES);
                applier.run();
            } catch (PatchRefused e) {
                assertThat(bench.bytesWritten).isLessThanOrEqualTo(pair.newer().length);
                assertThat(e.reason().beforeFirstWrite() && bench.writes > 0).isFalse();
                return true;
            }
            assertThat(bench.written).isEqualTo(pair.newer());
            return false;
        }
    }

    @Property
    void body_isRefusedOrHarmless_whateverIsForged(
            @ForAll @IntRange(min = 0, max = 2) int which,
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 4) int changes)
            throws IOException {
        Forgeable patch = patches.get(which);
        Random random = new Random(seed);
        byte[] forged = patch.bytes.clone();
        for (int i = 0; i < changes; i++) {
            forged[patch.body + random.nextInt(forged.length - patch.body)] = (byte) random.nextInt();
        }
        patch.sign(forged);
        patch.isRefused(forged);
    }

    @Property
    void header_isRefusedOrHarmless_whateverIsForged(
            @ForAll @IntRange(min = 0, max = 2) int which,
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 4) int changes)
            throws IOException {
        Forgeable patch = patches.get(which);
        Random random = new Random(seed);
        byte[] forged = patch.bytes.clone();
        int fields = patch.body - CHECKSUM_BYTES - PREFIX_BYTES;
        for (int i = 0; i < changes; i++) {
            forged[PREFIX_BYTES + random.nextInt(fields)] = (byte) random.nextInt();
        }
        Forgeable.signHeader(forged, patch.body - CHECKSUM_BYTES);
        patch.isRefused(forged);
    }

    @Test
    void header_isRefused_whenOneByteIsForged_whateverItsValue() throws IOException {
        Forgeable patch = patches.get(0);
        int end = patch.body - CHECKSUM_BYTES;
        for (int at = PREFIX_BYTES; at < end; at++) {
            for (int change = 1; change < 256; change++) {
                byte[] forged = patch.bytes.clone();
                forged[at] ^= (byte) change;
                Forgeable.signHeader(forged, end);
                // Only the interval between checkpoints, address base and remembered shifts may be other ones.
                patch.isRefused(forged);
            }
        }
    }

    /** HDiffPatch issue 455, janpatch issue 24: success was reported for an image that had not been completed. */
    @Test
    void shorterBody_isNeverTakenForTheWhole() throws IOException {
        for (Forgeable patch : patches) {
            for (int length = patch.body; length < patch.bytes.length; length++) {
                byte[] forged = Arrays.copyOf(patch.bytes, length);
                assertThat(patch.isRefused(forged)).isTrue();
            }
        }
    }
}
