/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.proofs.ota;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.dunlin.core.rim.JdkSha256;
import io.dunlin.ota.delta.CheckpointStore;
import io.dunlin.ota.delta.MemoryImage;
import io.dunlin.ota.delta.PatchApplier;
import io.dunlin.ota.delta.PatchLimits;
import io.dunlin.ota.delta.diff.DeltaGenerator;
import io.dunlin.ota.delta.diff.Patch;
import io.dunlin.ota.delta.diff.Profile;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a patch says of its memory is what its application allocates, all of it before the first step. */
class PatchMemoryTest {

    /** Objects of constant size: the applier, three decoders, two digests, the header and its encoding. */
    private static final long CONSTANT_BYTES = 16 << 10;

    private final byte[] older = new byte[300_000];
    private final byte[] newer = new byte[300_000];

    PatchMemoryTest() {
        Random random = new Random(5);
        random.nextBytes(older);
        System.arraycopy(older, 0, newer, 0, newer.length);
        for (int i = 0; i < newer.length; i += 1 + random.nextInt(90)) {
            newer[i] = (byte) random.nextInt(16);
        }
    }

    @Test
    void application_allocatesWhatTheHeaderStates_atOpenOnly() throws IOException {
        for (Profile profile : new Profile[] {Profile.TINY, Profile.SMALL}) {
            Patch patch = new DeltaGenerator(JdkSha256::new).generate(older, newer, profile);
            apply(patch);
            long[] allocated = apply(patch);
            long stated = patch.header().memoryBytes();

            assertThat(allocated[0]).isBetween(stated - CONSTANT_BYTES, stated + CONSTANT_BYTES);
            assertThat(allocated[1]).isLessThan(CONSTANT_BYTES);
        }
    }

    /** Applies a patch and returns what opening it and what the rest allocated. */
    private long[] apply(Patch patch) throws IOException {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        byte[] result = new byte[newer.length];
        MemoryImage target = new MemoryImage(result);
        MemoryImage source = new MemoryImage(older);
        MemoryImage bytes = new MemoryImage(patch.bytes());
        PatchLimits limits = new PatchLimits(patch.header().memoryBytes(), newer.length);
        long before = threads.getCurrentThreadAllocatedBytes();
        PatchApplier applier = PatchApplier.open(bytes, source, target, CheckpointStore.NONE, limits, JdkSha256::new);
        long opened = threads.getCurrentThreadAllocatedBytes();
        applier.run();
        long done = threads.getCurrentThreadAllocatedBytes();
        assertThat(Arrays.equals(result, newer)).isTrue();
        return new long[] {opened - before, done - opened};
    }
}
