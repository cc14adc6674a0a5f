/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.proofs.ota;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.dunlin.core.rim.JdkSha256;
import io.dunlin.ota.delta.Architecture;
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

    /** Objects of constant size and what opening allocates in passing. */
    private static final long CONSTANT_BYTES = 4 << 10;

    private final byte[] older = new byte[250_000];
    private final byte[] newer = new byte[250_000];

    /** Made-up Thumb-2 code: every fourth word a call; a release that moves code and links it again. */
    PatchMemoryTest() {
        Random random = new Random(5);
        for (int at = 0; at < older.length; at += 4) {
            if (random.nextInt(4) == 0) {
                call(older, at, random.nextInt(older.length / 2) * 2);
            } else {
                older[at] = (byte) random.nextInt(40);
                older[at + 1] = 0x46;
                older[at + 2] = (byte) random.nextInt();
                older[at + 3] = (byte) (0x20 | random.nextInt(16));
            }
        }
        int[] moved = new int[older.length];
        int[] origin = new int[newer.length];
        Arrays.fill(origin, -1);
        int from = 0;
        for (int at = 0; at < newer.length; at += 4 * random.nextInt(12)) {
            for (int end = at + 4 * (20 + random.nextInt(200)); at < end && at < newer.length; at++, from++) {
                newer[at] = older[from];
                moved[from] = at;
                origin[at] = from;
            }
            from += 4 * random.nextInt(3);
        }
        for (int at = 0; at < newer.length; at += 4) {
            if (origin[at] >= 0 && (newer[at + 1] & 0xF8) == 0xF0) {
                call(newer, at, moved[target(older, origin[at])]);
            }
        }
    }

    private static void call(byte[] image, int at, int target) {
        int distance = (target - at - 4) >> 1;
        int first = 0xF000 | (distance < 0 ? 0x400 : 0) | ((distance >> 11) & 0x3FF);
        int second = 0xF800 | (distance & 0x7FF);
        image[at] = (byte) first;
        image[at + 1] = (byte) (first >> 8);
        image[at + 2] = (byte) second;
        image[at + 3] = (byte) (second >> 8);
    }

    private static int target(byte[] image, int at) {
        int high = (image[at] & 0xFF | image[at + 1] << 8) << 21 >> 10;
        int low = (image[at + 2] & 0xFF | image[at + 3] << 8) & 0x7FF;
        return at + 4 + ((high | low) << 1);
    }

    @Test
    void application_allocatesWhatTheHeaderStates_atOpenOnly() throws IOException {
        for (Profile profile : new Profile[] {Profile.TINY, Profile.SMALL}) {
            Patch patch = new DeltaGenerator(JdkSha256::new).generate(older, newer, profile);
            apply(patch);
            long[] allocated = apply(patch);
            long stated = patch.header().memoryBytes();
            long budget = profile == Profile.TINY
                    ? 32 << 10
                    : (64 << 10) + patch.header().extra().dictionaryBytes();

            assertThat(allocated[0]).isBetween(stated, Math.min(stated + CONSTANT_BYTES, budget));
            assertThat(allocated[1]).isLessThan(CONSTANT_BYTES);
            assertThat(patch.header().prediction().architecture()).isEqualTo(Architecture.THUMB2);
            assertThat(patch.header().prediction().mapSegments()).isGreaterThan(profile.mapSegments() / 2);
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
