/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.benchmarks.ota;

import io.dunlin.core.rim.JdkSha256;
import io.dunlin.ota.delta.CheckpointStore;
import io.dunlin.ota.delta.MemoryImage;
import io.dunlin.ota.delta.PatchApplier;
import io.dunlin.ota.delta.PatchLimits;
import io.dunlin.ota.delta.diff.DeltaGenerator;
import io.dunlin.ota.delta.diff.Patch;
import io.dunlin.ota.delta.diff.Profile;
import io.sigpipe.jbsdiff.Diff;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Prints, for each pair of images, the size of our patch in three profiles and what making and applying it takes, beside
 * jbsdiff. A pair is a folder with the files {@code old} and {@code new}; the arguments are such folders, or folders of
 * them.
 */
public final class DeltaBenchmark {

    private static final String ROW = "%-24s %-12s %10s %8s %8s %9s %10s%n";

    private final PrintStream out;
    private final List<Double> ratios = new ArrayList<>();

    private DeltaBenchmark(PrintStream out) {
        this.out = out;
    }

    public static void main(String[] arguments) throws Exception {
        new DeltaBenchmark(System.out).run(arguments);
    }

    private void run(String[] arguments) throws Exception {
        List<Path> pairs = new ArrayList<>();
        for (String argument : arguments) {
            pairs.addAll(pairsIn(Path.of(argument)));
        }
        if (pairs.isEmpty()) {
            throw new IllegalArgumentException("no folder with the files old and new in " + Arrays.toString(arguments));
        }
        out.printf(Locale.ROOT, ROW, "pair", "by", "bytes", "of new", "make s", "apply ms", "memory B");
        for (Path pair : pairs) {
            measure(pair.getFileName().toString(), read(pair, "old"), read(pair, "new"));
        }
        double sum = 0;
        for (double ratio : ratios) {
            sum += Math.log(ratio);
        }
        out.printf(
                Locale.ROOT,
                "SMALL / jbsdiff, geometric mean over %d pairs: %.3f%n",
                ratios.size(),
                Math.exp(sum / ratios.size()));
    }

    private static List<Path> pairsIn(Path folder) throws IOException {
        if (Files.exists(folder.resolve("old")) && Files.exists(folder.resolve("new"))) {
            return List.of(folder);
        }
        List<Path> pairs = new ArrayList<>();
        try (Stream<Path> children = Files.list(folder)) {
            for (Path child : children.filter(Files::isDirectory).sorted().toList()) {
                pairs.addAll(pairsIn(child));
            }
        }
        return pairs;
    }

    /** Reads a file, or the only file in a folder of that name. */
    private static byte[] read(Path pair, String name) throws IOException {
        Path path = pair.resolve(name);
        if (Files.isDirectory(path)) {
            try (Stream<Path> files = Files.list(path)) {
                path = files.findFirst().orElseThrow();
            }
        }
        return Files.readAllBytes(path);
    }

    private void measure(String pair, byte[] older, byte[] newer) throws Exception {
        DeltaGenerator generator = new DeltaGenerator(JdkSha256::new);
        Profile[] profiles = {Profile.TINY, Profile.SMALL, Profile.LARGE};
        String[] names = {"ours TINY", "ours SMALL", "ours LARGE"};
        long[] bytes = new long[profiles.length];
        for (int i = 0; i < profiles.length; i++) {
            long begin = System.nanoTime();
            Patch patch = generator.generate(older, newer, profiles[i]);
            long made = System.nanoTime() - begin;
            bytes[i] = patch.bytes().length;
            row(
                    pair,
                    names[i],
                    bytes[i],
                    newer.length,
                    made,
                    apply(patch, older, newer),
                    Long.toString(patch.header().memoryBytes()));
        }
        ByteArrayOutputStream diff = new ByteArrayOutputStream();
        long begin = System.nanoTime();
        Diff.diff(older, newer, diff);
        long made = System.nanoTime() - begin;
        begin = System.nanoTime();
        io.sigpipe.jbsdiff.Patch.patch(older, diff.toByteArray(), new ByteArrayOutputStream(newer.length));
        row(pair, "jbsdiff", diff.size(), newer.length, made, System.nanoTime() - begin, "-");
        ratios.add((double) bytes[1] / diff.size());
    }

    private void row(String pair, String by, long bytes, long whole, long makeNanos, long applyNanos, String memory) {
        out.printf(
                Locale.ROOT,
                ROW,
                pair,
                by,
                bytes,
                String.format(Locale.ROOT, "%.2f %%", 100.0 * bytes / whole),
                String.format(Locale.ROOT, "%.2f", makeNanos / 1e9),
                String.format(Locale.ROOT, "%.1f", applyNanos / 1e6),
                memory);
    }

    /** Applies a patch with all its checks and returns how long that took. */
    private static long apply(Patch patch, byte[] older, byte[] newer) throws IOException {
        byte[] target = new byte[newer.length];
        PatchLimits limits = new PatchLimits(patch.header().memoryBytes(), newer.length);
        long begin = System.nanoTime();
        PatchApplier.open(
                        new MemoryImage(patch.bytes()),
                        new MemoryImage(older),
                        new MemoryImage(target),
                        CheckpointStore.NONE,
                        limits,
                        JdkSha256::new)
                .run();
        long took = System.nanoTime() - begin;
        if (!Arrays.equals(target, newer)) {
            throw new IllegalStateException("a patch gave another image");
        }
        return took;
    }
}
