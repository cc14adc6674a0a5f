/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.delta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dunlin.ota.delta.PatchRefused.Reason;
import io.dunlin.ota.delta.diff.DeltaGenerator;
import io.dunlin.ota.delta.diff.Patch;
import io.dunlin.ota.delta.diff.Profile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PatchApplierTest {

    private final Images.Pair pair = Images.pair(7, 9_000);
    private final Patch patch = generate(pair.older(), pair.newer());

    private static Patch generate(byte[] older, byte[] newer) {
        return new DeltaGenerator(JcaSha256::new).generate(older, newer, Profile.TINY);
    }

    @Test
    void smallestImages_areMade() throws IOException {
        byte[][] images = {{}, {1}, {1, 2}, pair.newer()};
        for (byte[] older : images) {
            for (byte[] newer : images) {
                Bench bench = new Bench(older, generate(older, newer).bytes(), newer.length);
                bench.open().run();
                assertThat(bench.written).isEqualTo(newer);
            }
        }
    }

    @Test
    void identicalImages_takeOneCover() {
        Patch same = generate(pair.newer(), pair.newer());

        assertThat(same.covers()).isEqualTo(1);
        assertThat(same.bytes()).hasSizeLessThan(240);
        assertThat(same.isWorthwhile()).isTrue();
    }

    @Test
    void unrelatedNoise_isNotWorthwhile() {
        byte[] noise = new byte[5_000];
        new java.util.Random(3).nextBytes(noise);

        assertThat(generate(pair.older(), noise).isWorthwhile()).isFalse();
    }

    @Test
    void patch_isRefusedBeforeTheFirstWrite_whenCutAnywhere() {
        for (int length = 0; length < patch.bytes().length; length++) {
            assertUntouched(new Bench(pair.older(), Arrays.copyOf(patch.bytes(), length), pair.newer().length));
        }
        byte[] longer = Arrays.copyOf(patch.bytes(), patch.bytes().length + 1);
        assertUntouched(new Bench(pair.older(), longer, pair.newer().length));
    }

    @Test
    void patch_isRefusedBeforeTheFirstWrite_whenAnyBitFlips() {
        for (int bit = 0; bit < patch.bytes().length * 8; bit++) {
            byte[] flipped = patch.bytes().clone();
            flipped[bit / 8] ^= (byte) (1 << (bit % 8));
            assertUntouched(new Bench(pair.older(), flipped, pair.newer().length));
        }
    }

    private static void assertUntouched(Bench bench) {
        assertThatThrownBy(() -> bench.open().run())
                .isInstanceOfSatisfying(
                        PatchRefused.class,
                        e -> assertThat(e.reason().beforeFirstWrite()).isTrue());
        assertThat(bench.writes).isZero();
    }

    @Test
    void oldImage_isRefusedBeforeTheFirstWrite_whenOneByteDiffers() {
        byte[] other = pair.older().clone();
        other[other.length - 1]++;
        assertRefused(Reason.WRONG_SOURCE, new Bench(other, patch.bytes(), pair.newer().length));
        byte[] shorter = Arrays.copyOf(pair.older(), pair.older().length - 1);
        assertRefused(Reason.WRONG_SOURCE, new Bench(shorter, patch.bytes(), pair.newer().length));
    }

    @Test
    void oldImage_mayBeFollowedByOtherBytes_asInAPartition() throws IOException {
        byte[] longer = Arrays.copyOf(pair.older(), pair.older().length + 1);
        Bench bench = new Bench(longer, patch.bytes(), pair.newer().length);

        bench.open().run();

        assertThat(bench.written).isEqualTo(pair.newer());
    }

    @Test
    void budgets_areCheckedAtOpen() {
        Bench bench = new Bench(pair.older(), patch.bytes(), pair.newer().length);
        long memory = patch.header().memoryBytes();
        assertThatThrownBy(() -> bench.open(new PatchLimits(memory - 1, 1 << 20)))
                .hasMessageContaining("OVER_BUDGET");
        assertThatThrownBy(() -> bench.open(new PatchLimits(memory, pair.newer().length - 1)))
                .hasMessageContaining("OVER_BUDGET");
        assertRefused(Reason.OVER_BUDGET, new Bench(pair.older(), patch.bytes(), pair.newer().length - 1));
    }

    @Test
    void newImage_isRefused_whenTheMediumChangedIt() throws IOException {
        Bench bench = new Bench(pair.older(), patch.bytes(), pair.newer().length);
        PatchApplier applier = bench.open();
        while (applier.phase() != PatchApplier.Phase.CHECK_TARGET) {
            applier.step(1000);
        }
        bench.written[5]++;

        assertThatThrownBy(applier::run).hasMessageContaining("WRONG_TARGET");
    }

    @Test
    void checkpoint_isIgnored_whenTornOrOfAnotherPatch() throws IOException {
        Patch other = new DeltaGenerator(JcaSha256::new)
                .generate(pair.older(), pair.newer(), Profile.TINY.withCheckpointBytes(512));
        Bench bench = new Bench(pair.older(), other.bytes(), pair.newer().length);
        bench.open().run();
        byte[] checkpoint = bench.checkpoints.newest;
        assertThat(checkpoint).isNotEmpty();
        for (int length = 0; length < checkpoint.length; length++) {
            bench.checkpoints.newest = Arrays.copyOf(checkpoint, length);
            assertThat(resumedAt(bench)).isZero();
        }
        bench.checkpoints.newest = checkpoint;
        assertThat(resumedAt(bench)).isPositive();

        Bench tiny = new Bench(pair.older(), patch.bytes(), pair.newer().length);
        tiny.checkpoints.newest = checkpoint;
        assertThat(resumedAt(tiny)).isZero();
    }

    private static long resumedAt(Bench bench) throws IOException {
        PatchApplier applier = bench.open();
        while (applier.phase() != PatchApplier.Phase.CHECK_TARGET) {
            applier.step(4096);
        }
        return applier.resumedAtBytes();
    }

    @Test
    void streams_areRefused_whenMadeToBreakTheRules() {
        byte[] older = new byte[100];
        // Each: covers, diff bytes, extra bytes.
        assertBadStream(older, covers(0, 50, 102), 50, 0);
        assertBadStream(older, covers(0, 50, 1), 50, 0);
        assertBadStream(older, covers(0, 51, 0), 50, 0);
        assertBadStream(older, covers(51, 0), 0, 50);
        assertBadStream(older, covers(0, 0, 0, 50, 0), 50, 0);
        assertBadStream(older, covers(10, 40, 0), 50, 0);
        assertBadStream(older, covers(0, 40, 0), 50, 0);
        assertBadStream(older, covers(0, 50, 0, 0), 50, 0);
        assertBadStream(older, new byte[] {0, 50}, 50, 0);
        assertBadStream(older, new byte[] {(byte) 0x80, 0, 50, 0}, 50, 0);
        byte[] endless = new byte[40];
        Arrays.fill(endless, (byte) 0xFF);
        assertBadStream(older, endless, 50, 0);
        byte[] flood = new byte[1000];
        assertBadStream(older, flood, 50, 0);
    }

    private static byte[] covers(int... numbers) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] number = new byte[Varint.MAX_BYTES];
        for (int n : numbers) {
            out.write(number, 0, Varint.put(n, number, 0));
        }
        return out.toByteArray();
    }

    private static void assertBadStream(byte[] older, byte[] covers, int diff, int extra) {
        byte[] body = Arrays.copyOf(covers, covers.length + diff + extra);
        byte[] newer = new byte[diff + extra];
        PatchHeader header = new PatchHeader(
                ImageDigest.of(older, JcaSha256::new),
                ImageDigest.of(newer, JcaSha256::new),
                0,
                Prediction.NONE,
                StreamEntry.stored(covers.length),
                StreamEntry.stored(diff),
                StreamEntry.stored(extra),
                Digest.compute(body, JcaSha256::new));
        byte[] head = header.encode();
        byte[] bytes = Arrays.copyOf(head, head.length + body.length);
        System.arraycopy(body, 0, bytes, head.length, body.length);
        assertRefused(Reason.BAD_STREAM, new Bench(older, bytes, newer.length));
    }

    private static void assertRefused(Reason reason, Bench bench) {
        assertThatThrownBy(() -> bench.open().run())
                .isInstanceOfSatisfying(
                        PatchRefused.class, e -> assertThat(e.reason()).isEqualTo(reason));
        if (reason.beforeFirstWrite()) {
            assertThat(bench.writes).isZero();
        }
    }

    @Test
    void damagedLzma_endsInARefusal_whateverByteWasMade() throws IOException {
        byte[] packed = Arrays.copyOfRange(
                patch.bytes(), patch.bytes().length - (int) patch.header().bodyBytes(), patch.bytes().length);
        for (int at = 0; at < packed.length; at++) {
            byte[] made = packed.clone();
            made[at] ^= 0x55;
            PatchHeader h = patch.header();
            PatchHeader forged = new PatchHeader(
                    h.source(),
                    h.target(),
                    0,
                    h.prediction(),
                    h.covers(),
                    h.diff(),
                    h.extra(),
                    Digest.compute(made, JcaSha256::new));
            byte[] head = forged.encode();
            byte[] bytes = Arrays.copyOf(head, head.length + made.length);
            System.arraycopy(made, 0, bytes, head.length, made.length);
            Bench bench = new Bench(pair.older(), bytes, pair.newer().length);
            try {
                bench.open().run();
                // The last bytes of the range coder may not matter.
                assertThat(bench.written).isEqualTo(pair.newer());
            } catch (PatchRefused e) {
                assertThat(e.reason()).isIn(Reason.BAD_STREAM, Reason.WRONG_TARGET);
            }
        }
    }
}
