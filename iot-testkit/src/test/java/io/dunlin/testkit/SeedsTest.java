/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.dunlin.core.StorageWorker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SeedsTest {

    private static final long LAST = Seeds.first() + Seeds.count() - 1;

    @Test
    void forEach_runsEachSeedOnce_severalAtATime() {
        List<Long> ran = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch both = new CountDownLatch(Math.min(2, Seeds.count()));
        Seeds.forEach(2, seed -> {
            ran.add(seed);
            both.countDown();
            assertThat(both.await(1, TimeUnit.MINUTES)).as("two at a time").isTrue();
        });
        assertThat(ran)
                .containsExactlyInAnyOrderElementsOf(Seeds.stream().boxed().toList());
    }

    @Test
    void forEach_namesTheSeedThatFailed_andStartsNoMore() {
        Set<Long> ran = ConcurrentHashMap.newKeySet();
        assertThatThrownBy(() -> Seeds.forEach(1, seed -> {
                    ran.add(seed);
                    throw new IOException("the disk is gone");
                }))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("seed " + Seeds.first() + " failed: java.io.IOException: the disk is gone")
                .hasMessageContaining("SeedsTest#forEach_namesTheSeedThatFailed_andStartsNoMore")
                .hasMessageContaining("-Ddunlin.seed=" + Seeds.first());
        assertThat(ran).containsExactly(Seeds.first());
    }

    @Test
    void forEach_namesTheLowestSeed_whenSeveralFailed() {
        Set<Long> failing = new TreeSet<>(Set.of(Seeds.first(), LAST));
        assertThatThrownBy(() -> Seeds.forEach(Seeds.count(), seed -> {
                    if (failing.contains(seed)) {
                        throw new IllegalStateException("odd");
                    }
                }))
                .hasMessageContaining("seed " + Seeds.first() + " failed");
    }

    @Test
    void once_writesAllEventsOfARunThatFails_intoAFile() throws IOException {
        Throwable failure = catchThrowable(() -> Simulation.once(41, sim -> {
            for (int i = 0; i < 100; i++) {
                sim.log("step " + i);
                sim.run(Duration.ofSeconds(1));
            }
            throw new IllegalStateException("too late");
        }));
        assertThat(failure).hasMessageContaining("seed 41 failed").hasMessageContaining("step 99");
        assertThat(story(failure))
                .startsWith("seed 41")
                .contains("0.000000000 world: step 0", "step 50", "IllegalStateException: too late");
    }

    @Test
    void once_saysSo_whenTheRunDoesNotFailAgain() throws IOException {
        boolean[] failed = new boolean[1];
        Throwable failure = catchThrowable(() -> Simulation.once(42, sim -> {
            for (int i = 0; i < 100; i++) {
                sim.log("step " + i);
            }
            if (!failed[0]) {
                failed[0] = true;
                throw new IllegalStateException("only once");
            }
        }));
        assertThat(story(failure)).contains("it does not depend on its seed alone");
    }

    @Test
    void once_returnsTheHashOfTheRun() {
        Simulation.Scenario scenario =
                sim -> sim.log("a number: " + sim.random().nextLong());
        assertThat(Simulation.once(43, scenario)).isEqualTo(Simulation.check(43, scenario));
        assertThat(Simulation.once(43, scenario)).isNotEqualTo(Simulation.once(44, scenario));
    }

    @Test
    void pendingEvents_countsWhatIsStillToHappen() {
        Simulation sim = new Simulation(1);
        SimNode node = sim.node("a");
        node.boot();
        sim.run(Duration.ofSeconds(1));
        assertThat(sim.pendingEvents()).isZero();
        node.loop().schedule(1_000_000_000L, () -> {});
        node.loop().schedule(2_000_000_000L, () -> {}).cancel();
        node.worker().submit(() -> 1, new StorageWorker.Report<Integer>() {
            @Override
            public void done(Integer result) {}

            @Override
            public void failed(Exception failure) {}
        });
        assertThat(sim.pendingEvents()).isEqualTo(2);
        assertThat(node.worker().waiting()).isEqualTo(1);
        sim.run(Duration.ofSeconds(3));
        assertThat(sim.pendingEvents()).isZero();
        assertThat(node.worker().waiting()).isZero();
    }

    private static String story(Throwable failure) throws IOException {
        String line = failure.getMessage()
                .lines()
                .filter(each -> each.strip().startsWith("all events: "))
                .findFirst()
                .orElseThrow();
        Path file = Path.of(line.strip().substring("all events: ".length()));
        String story = Files.readString(file);
        Files.delete(file);
        return story;
    }
}
