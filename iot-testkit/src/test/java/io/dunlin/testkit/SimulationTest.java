/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dunlin.core.Loop;
import io.dunlin.core.StorageFile;
import io.dunlin.core.StorageWorker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SimulationTest {

    @Test
    void loop_runsTasksInTheOrderGiven_andTimersAtTheirTime() {
        Simulation sim = new Simulation(1);
        SimNode node = booted(sim, "a");
        List<String> ran = new ArrayList<>();
        Loop loop = node.loop();
        long start = loop.nanoTime();
        loop.schedule(2_000_000, () -> ran.add("2 ms at " + (loop.nanoTime() - start)));
        loop.schedule(1_000_000, () -> ran.add("1 ms at " + (loop.nanoTime() - start)));
        loop.execute(() -> {
            ran.add("first " + loop.inLoop());
            loop.execute(() -> ran.add("third"));
        });
        loop.execute(() -> ran.add("second"));
        Loop.Timer cancelled = loop.schedule(1, () -> ran.add("never"));
        cancelled.cancel();
        cancelled.cancel();
        sim.run(Duration.ofSeconds(1));
        assertThat(ran).containsExactly("first true", "second", "third", "1 ms at 1000000", "2 ms at 2000000");
        assertThat(loop.inLoop()).isFalse();
        assertThat(sim.nanoTime()).isEqualTo(1_000_000_000L);
    }

    @Test
    void tasksOfOneTime_runInAnOrderThatTheSeedDecides_betweenNodes() {
        Set<String> orders = new HashSet<>();
        for (long seed = 0; seed < 50; seed++) {
            Simulation sim = new Simulation(seed);
            StringBuilder order = new StringBuilder();
            for (String name : List.of("a", "b", "c")) {
                booted(sim, name).loop().schedule(5, () -> order.append(name));
            }
            sim.run(Duration.ofMillis(1));
            orders.add(order.toString());
        }
        assertThat(orders).hasSize(6);
    }

    @Test
    void crash_takesAllTasks_andBootRunsTheProgramAgain() {
        Simulation sim = new Simulation(1);
        List<Integer> boots = new ArrayList<>();
        SimNode node = sim.node("a").program(n -> {
            boots.add(n.boots());
            n.loop().schedule(Duration.ofSeconds(10).toNanos(), () -> boots.add(-n.boots()));
        });
        node.boot();
        node.boot();
        sim.after(Duration.ofSeconds(5), node::crash);
        sim.run(Duration.ofSeconds(30));
        assertThat(node.isUp()).isFalse();
        assertThatThrownBy(() -> node.storage().list()).isInstanceOf(PowerCut.class);
        node.loop().execute(() -> boots.add(99));
        node.restart();
        sim.run(Duration.ofSeconds(30));
        assertThat(boots).containsExactly(1, 2, -2);
    }

    @Test
    void plannedPowerCut_crashesTheNode_betweenJobAndReport() {
        Simulation sim = new Simulation(1);
        List<String> reports = new ArrayList<>();
        SimNode node = sim.node("a").restartsAfter(Duration.ofSeconds(1), Duration.ofSeconds(2));
        node.program(n -> n.worker()
                .submit(
                        () -> {
                            try (StorageFile file = n.storage().openOrCreate("f" + n.boots())) {
                                file.force();
                            }
                            return n.boots();
                        },
                        new StorageWorker.Report<Integer>() {
                            @Override
                            public void done(Integer result) {
                                reports.add("done " + result);
                            }

                            @Override
                            public void failed(Exception failure) {
                                reports.add("failed " + failure);
                            }
                        }));
        node.disk().inject(1, Fault.POWER_CUT_AFTER);
        node.boot();
        sim.await("a report", Duration.ofMinutes(1), () -> !reports.isEmpty());
        assertThat(reports).containsExactly("done 2");
        assertThat(node.boots()).isEqualTo(2);
    }

    @Test
    void worker_reportsInTheOrderOfItsJobs_alsoFailures() {
        Seeds.forEach(seed -> {
            Simulation sim = new Simulation(seed);
            SimNode node = booted(sim, "a");
            List<String> told = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                int number = i;
                node.worker()
                        .submit(
                                () -> {
                                    assertThat(node.loop().inLoop()).isFalse();
                                    if (number == 7) {
                                        node.storage().open("absent");
                                    }
                                    return number;
                                },
                                new StorageWorker.Report<Object>() {
                                    @Override
                                    public void done(Object result) {
                                        assertThat(node.loop().inLoop()).isTrue();
                                        told.add("" + result);
                                    }

                                    @Override
                                    public void failed(Exception failure) {
                                        told.add("failed");
                                    }
                                });
            }
            sim.await("all reports", Duration.ofMinutes(1), () -> told.size() == 20);
            assertThat(told)
                    .startsWith("0", "1", "2", "3", "4", "5", "6", "failed", "8")
                    .endsWith("19");
        });
    }

    @Test
    void check_givesTheSameHash_forTheSameSeedOnly() {
        Simulation.Scenario scenario = sim -> {
            SimNode node = booted(sim, "a");
            node.loop().schedule(node.random().nextLong(1_000_000), () -> node.log("tick"));
            sim.run(Duration.ofSeconds(1));
        };
        assertThat(Simulation.check(5, scenario)).isEqualTo(Simulation.check(5, scenario));
        assertThat(Simulation.check(5, scenario)).isNotEqualTo(Simulation.check(6, scenario));
    }

    @Test
    void check_pointsAtTheFirstDifference_whenARunDoesNotRepeatItself() {
        AtomicLong foreign = new AtomicLong();
        assertThatThrownBy(() -> Simulation.check(5, sim -> {
                    sim.log("same");
                    sim.log("run " + foreign.incrementAndGet());
                }))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("seed 5 failed: two runs differ: line 3")
                .hasMessageContaining("world: run 1")
                .hasMessageContaining("world: run 2")
                .hasMessageContaining("-Dtest='SimulationTest#check_pointsAtTheFirstDifference_whenARunDoes");
        assertThatThrownBy(() -> Simulation.check(5, sim -> {
                    sim.after(Duration.ofNanos(foreign.incrementAndGet()), () -> {});
                    sim.run(Duration.ofSeconds(1));
                }))
                .hasMessageContaining("a task ran at another time");
    }

    @Test
    void check_showsSeedCommandAndEvents_whenATaskThrows() {
        assertThatThrownBy(() -> Seeds.forEach(seed -> Simulation.check(seed, sim -> {
                    SimNode node = booted(sim, "a");
                    node.loop().execute(() -> {
                        node.log("about to fail");
                        throw new IllegalStateException("broken");
                    });
                    sim.run(Duration.ofSeconds(1));
                })))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("broken")
                .hasMessageContaining("a: about to fail")
                .hasMessageContaining("-Ddunlin.seeds=1 -Ddunlin.seed=" + Seeds.first())
                .hasRootCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void await_andLimitEvents_endRunsThatGoNowhere() {
        Simulation sim = new Simulation(1);
        SimNode node = booted(sim, "a");
        assertThatThrownBy(() -> sim.await("the impossible", Duration.ofSeconds(1), () -> false))
                .hasMessageContaining("the impossible");
        sim.limitEvents(1000);
        Runnable[] again = new Runnable[1];
        again[0] = () -> node.loop().execute(again[0]);
        again[0].run();
        assertThatThrownBy(() -> sim.run(Duration.ofSeconds(1))).hasMessageContaining("more than 1000 events");
    }

    @Test
    void wallClock_jumpsAndDrifts_whileTheMonotonicTimeDoesNot() {
        Simulation sim = new Simulation(1);
        SimNode node = booted(sim, "a");
        assertThat(node.loop().wallMillis()).isEqualTo(Simulation.START_WALL_MILLIS);
        long before = node.loop().nanoTime();
        node.setWallMillis(5);
        node.wallDrift(100);
        sim.run(Duration.ofSeconds(1000));
        assertThat(node.wallMillis()).isEqualTo(5 + 1_000_000 + 100);
        assertThat(node.loop().nanoTime() - before).isEqualTo(1_000_000_000_000L);
    }

    @Test
    void log_startsWithTheSeed_andHoldsOneLinePerEvent() {
        Simulation sim = new Simulation(42);
        List<String> echoed = new ArrayList<>();
        sim.echo(echoed::add);
        SimNode node = booted(sim, "a");
        sim.run(Duration.ofMillis(1500));
        node.log("hello");
        sim.log("bye");
        assertThat(sim.log())
                .containsExactly(
                        "seed 42",
                        "     0.000000000 a: boot 1",
                        "     1.500000000 a: hello",
                        "     1.500000000 world: bye")
                .isEqualTo(echoed);
        assertThat(sim.seed()).isEqualTo(42);
        assertThat(sim.events()).isEqualTo(1);
    }

    @Test
    void timersThatAreTakenBack_doNotPileUp() {
        Simulation sim = new Simulation(1);
        SimNode node = booted(sim, "a");
        List<Integer> ran = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            int number = i;
            Loop.Timer timer = node.loop().schedule(1_000_000_000L - i, () -> ran.add(number));
            if (i % 10_000 != 0) {
                timer.cancel();
            }
        }
        sim.run(Duration.ofSeconds(2));
        assertThat(ran).hasSize(10).startsWith(90_000, 80_000).endsWith(0);
    }

    private static SimNode booted(Simulation sim, String name) {
        SimNode node = sim.node(name);
        node.boot();
        return node;
    }
}
