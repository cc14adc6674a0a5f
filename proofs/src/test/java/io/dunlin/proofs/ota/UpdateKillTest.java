/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.proofs.ota;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.core.rim.JdkSha256;
import io.dunlin.ota.delta.diff.DeltaGenerator;
import io.dunlin.ota.delta.diff.Profile;
import io.dunlin.ota.update.UpdateState;
import io.dunlin.testkit.SeededRandom;
import io.dunlin.testkit.Seeds;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A device process is killed again and again while it updates itself on real files. */
class UpdateKillTest {

    @TempDir
    Path directory;

    private final List<String> told = new ArrayList<>();
    /** The image that was confirmed last. */
    private String kept = "A";
    /** The image that may boot in its place, because it was armed and is neither confirmed nor given up; or none. */
    private String onTrial = "";

    private long lastEvent;
    private long runs;
    private int confirmed;
    private int reverted;

    /** What a device says it keeps is what boots, and what boots is whole; a power cut is in the simulation's tests. */
    @Test
    void mender823_killedProcess_bootsWhatItConfirmed() throws Exception {
        killAndVerify(12);
    }

    @Test
    @Tag("soak")
    void mender823_killedProcess_bootsWhatItConfirmed_aThousandTimes() throws Exception {
        killAndVerify(1000);
        assertThat(confirmed).as("updates that were confirmed").isGreaterThan(50);
        assertThat(reverted).as("updates that were rolled back").isPositive();
    }

    private void killAndVerify(int kills) throws Exception {
        UpdatingProcess.manufacture(directory, images());
        SeededRandom random = new SeededRandom(Seeds.first());
        for (int kill = 0; kill < kills; ) {
            // Mostly within one update, sometimes after some of them.
            if (run(1 + random.nextLong(14), random.nextLong(12))) {
                kill++;
            }
            assertThat(runs).as("runs, of which %s were killed; %s", kill, told).isLessThan(20L + 10 * kills);
        }
        int before = confirmed;
        long last = runs + 50;
        while (confirmed == before) {
            assertThat(runs)
                    .as("runs without an update that is confirmed; %s", told)
                    .isLessThan(last);
            run(Long.MAX_VALUE, 0);
        }
    }

    private static Map<String, byte[]> images() {
        byte[] a = new byte[300_000];
        new Random(1).nextBytes(a);
        byte[] b = a.clone();
        for (int i = 0; i < b.length; i += 409) {
            b[i]++;
        }
        DeltaGenerator generator = new DeltaGenerator(JdkSha256::new);
        Profile profile = Profile.TINY.withCheckpointBytes(8192);
        Map<String, byte[]> files = new HashMap<>();
        files.put("A", a);
        files.put("B", b);
        files.put("toB", generator.generate(a, b, profile).bytes());
        files.put("toA", generator.generate(b, a, profile).bytes());
        return files;
    }

    /** Runs the process until it restarts by itself, or kills it some time after it told so many events. */
    private boolean run(long events, long millis) throws IOException, InterruptedException {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xshare:auto",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        UpdatingProcess.class.getName(),
                        directory.toString(),
                        String.valueOf(1000 * ++runs))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        boolean killed = false;
        boolean first = true;
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.US_ASCII))) {
            long left = events;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                told.add(line);
                if (first) {
                    first = false;
                    assertBoot(line);
                } else {
                    event(line);
                }
                if (--left == 0) {
                    killed = !child.waitFor(millis, TimeUnit.MILLISECONDS);
                    // Not through Process, which would close the stream with the last lines in it.
                    child.toHandle().destroyForcibly();
                }
            }
        } finally {
            child.destroyForcibly();
        }
        assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(first).as("the process came as far as its boot").isFalse();
        return killed;
    }

    private void assertBoot(String line) {
        List<String> allowed = onTrial.isEmpty() ? List.of("boot " + kept) : List.of("boot " + kept, "boot " + onTrial);
        assertThat(line)
                .as("after %s", told.subList(Math.max(0, told.size() - 20), told.size()))
                .isIn(allowed);
    }

    private void event(String line) {
        String[] words = line.split(" ");
        assertThat(words).as(line).hasSize(4);
        long id = Long.parseLong(words[1]);
        if (id <= lastEvent) {
            return;
        }
        lastEvent = id;
        switch (UpdateState.valueOf(words[2])) {
            case CONFIRMED -> {
                kept = words[3];
                onTrial = "";
                confirmed++;
            }
            case REVERTED -> {
                onTrial = "";
                reverted++;
            }
            case ARMED, RESTART_WAIT, TRIAL, SELF_TEST, REVERTING -> onTrial = words[3];
            default -> assertThat(onTrial).as("nothing is on trial at %s", line).isEmpty();
        }
    }
}
