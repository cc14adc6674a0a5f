/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dunlin.core.Channel;
import io.dunlin.core.command.CommandId;
import io.dunlin.core.command.Receipt;
import io.dunlin.core.telemetry.Offer;
import io.dunlin.core.twin.Patch;
import io.dunlin.core.twin.ReportResult;
import io.dunlin.core.twin.Value;
import io.dunlin.testkit.Seeds;
import io.dunlin.testkit.SimNode;
import io.dunlin.testkit.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

final class DeviceTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Test
    void telemetry_arrivesOnce_throughCrashesAndLossOfTheNetwork() {
        Seeds.forEach(seed -> {
            Simulation sim = new Simulation(seed);
            DeviceTrial trial = new DeviceTrial(sim);
            for (int i = 0; i < 6; i++) {
                sim.run(Duration.ofSeconds(20 + sim.random().nextLong(40)));
                if (sim.random().chance(0.5)) {
                    trial.node.restart();
                } else {
                    sim.network().partition(trial.node, sim.node("fleet"));
                    sim.run(Duration.ofSeconds(sim.random().nextLong(120)));
                    sim.network().heal(trial.node, sim.node("fleet"));
                }
            }
            trial.settle();
            assertThat(trial.fleet.rows).doesNotHaveDuplicates();
            HashSet<Long> missing = new HashSet<>(trial.promised);
            trial.fleet.rows.forEach(missing::remove);
            assertThat(missing).as("rows that were durable").isEmpty();
            assertThat(trial.promised).hasSizeGreaterThan(50);
        });
    }

    @Test
    void twin_converges_afterACrash() {
        Simulation sim = new Simulation(3);
        DeviceTrial trial = new DeviceTrial(sim);
        sim.run(MINUTE);
        trial.fleet.desire(new Patch().set("rate", 5).set("mode", "eco"));
        sim.run(Duration.ofSeconds(1));
        trial.node.restart();
        trial.fleet.desire(new Patch().set("rate", 6));
        sim.run(MINUTE);
        CompletableFuture<ReportResult> reported = trial.device.report("battery", Value.of(80));
        sim.await(
                "the twin agrees",
                Duration.ofHours(1),
                () -> trial.fleet.twin.reported().size() == 3);
        assertThat(reported).isCompletedWithValue(ReportResult.TAKEN);
        assertThat(trial.fleet.twin.reported())
                .containsEntry("rate", Value.of(6))
                .containsEntry("mode", Value.of("eco"))
                .containsEntry("battery", Value.of(80));
        assertThat(trial.inForce).containsEntry("rate", Value.of(6)).containsEntry("mode", Value.of("eco"));
    }

    @Test
    void command_runsOnce_thoughItIsSentAgainAfterACrash() {
        Simulation sim = new Simulation(4);
        DeviceTrial trial = new DeviceTrial(sim);
        sim.run(MINUTE);
        byte[] command = trial.command(1, "reboot");
        for (int i = 0; i < 5; i++) {
            trial.fleet.send(Channel.COMMAND, command);
            sim.run(Duration.ofSeconds(5));
        }
        trial.node.restart();
        sim.run(MINUTE);
        trial.fleet.send(Channel.COMMAND, command);
        sim.run(MINUTE);
        CommandId id = new CommandId(7, 1);
        assertThat(trial.executed).containsExactly(id);
        assertThat(trial.fleet.receipts).contains(Receipt.done(id, new byte[] {1}));
    }

    /** Each boot begins a new segment of the journals, so 8 MiB were used up by 31 boots of a command each. */
    @Test
    void commandsAndTwin_goOn_howeverOftenTheDeviceBoots() {
        Simulation sim = new Simulation(13);
        DeviceTrial trial = new DeviceTrial(sim);
        trial.offering = false;
        for (int boot = 0; boot < 50; boot++) {
            sim.run(MINUTE);
            byte[] command = trial.command(100 + boot, "reboot");
            trial.fleet.desire(new Patch().set("rate", boot));
            for (int i = 0; i < 10 && trial.executed.size() == boot; i++) {
                trial.fleet.send(Channel.COMMAND, command);
                sim.run(MINUTE);
            }
            assertThat(trial.executed).hasSize(boot + 1);
            trial.node.restart();
        }
        assertThat(trial.executed).doesNotHaveDuplicates();
        sim.await(
                "the twin agrees", MINUTE.multipliedBy(20), () -> Value.of(49L).equals(trial.inForce.get("rate")));
        assertThat(trial.node.disk().usedBytes()).isLessThan(4 << 20);
    }

    @Test
    void command_isAnsweredAsFailed_whenTheHandlerThrows() {
        Simulation sim = new Simulation(5);
        DeviceTrial trial = new DeviceTrial(sim);
        sim.run(MINUTE);
        byte[] command = trial.command(2, "fail");
        trial.fleet.send(Channel.COMMAND, command);
        sim.run(MINUTE);
        trial.fleet.send(Channel.COMMAND, command);
        sim.run(MINUTE);
        assertThat(trial.fleet.receipts).anySatisfy(receipt -> {
            assertThat(receipt.state()).isEqualTo(Receipt.State.FAILED);
            assertThat(receipt.text()).contains("the valve is stuck ?");
        });
        assertThat(trial.executed).hasSize(1);
    }

    @Test
    void malformedMessages_changeNothing_andAreCounted() {
        Simulation sim = new Simulation(6);
        DeviceTrial trial = new DeviceTrial(sim);
        sim.run(MINUTE);
        for (Channel channel : List.of(Channel.TELEMETRY, Channel.TWIN, Channel.COMMAND, Channel.HEALTH)) {
            for (int i = 0; i < 4; i++) {
                trial.fleet.send(channel, new byte[] {(byte) 0xFF, 1, 2});
            }
        }
        byte[] forged = trial.command(3, "reboot");
        forged[forged.length - 1] ^= 1;
        for (int i = 0; i < 4; i++) {
            trial.fleet.send(Channel.COMMAND, forged);
        }
        sim.run(MINUTE);
        DeviceHealth health = trial.device.health();
        assertThat(health.malformedMessages()).isGreaterThan(4);
        assertThat(health.phase()).isEqualTo(DeviceHealth.Phase.RUNNING);
        assertThat(trial.executed).isEmpty();
        assertThat(trial.inForce).isEmpty();
        assertThat(trial.events)
                .extracting(DeviceEvent::kind)
                .contains(DeviceEvent.Kind.LINK_UP, DeviceEvent.Kind.MALFORMED, DeviceEvent.Kind.COMMAND_REFUSED);
    }

    @Test
    void commandsAreRefused_andTheFleetIsTold_whileTheDiskTakesNoWrites() {
        Simulation sim = new Simulation(12);
        DeviceTrial trial = new DeviceTrial(sim);
        sim.run(MINUTE);
        trial.node.disk().readOnly(true);
        trial.fleet.send(Channel.COMMAND, trial.command(4, "reboot"));
        trial.fleet.desire(new Patch().set("rate", 5));
        sim.run(Duration.ofMinutes(3));
        assertThat(trial.executed).isEmpty();
        assertThat(trial.inForce).isEmpty();
        assertThat(trial.device.health().problems()).contains("command-store", "telemetry-store", "twin-store");
        assertThat(trial.fleet.heartbeats.get(trial.fleet.heartbeats.size() - 1).problems())
                .contains("command-store", "telemetry-store", "twin-store");
        trial.node.disk().readOnly(false);
        trial.node.restart();
        byte[] next = trial.command(5, "reboot");
        for (int i = 0; i < 4; i++) {
            sim.run(MINUTE);
            trial.fleet.send(Channel.COMMAND, next);
        }
        sim.run(MINUTE);
        assertThat(trial.executed).containsExactly(new CommandId(7, 5));
        assertThat(trial.inForce).containsEntry("rate", Value.of(5));
        assertThat(trial.device.health().problems()).isEmpty();
    }

    @Test
    void heartbeats_tellTheBootAndTheVersion() {
        Simulation sim = new Simulation(7);
        DeviceTrial trial = new DeviceTrial(sim);
        sim.run(Duration.ofMinutes(5));
        trial.node.restart();
        sim.run(Duration.ofMinutes(5));
        assertThat(trial.fleet.heartbeats).hasSizeGreaterThanOrEqualTo(6).allSatisfy(beat -> {
            assertThat(beat.version()).isEqualTo("1.0.0");
            assertThat(beat.problems()).isEmpty();
        });
        assertThat(trial.fleet.heartbeats)
                .extracting(beat -> beat.epoch().value())
                .contains(1L, 2L);
    }

    @Test
    void close_writesWhatWaits_andFreesTheDirectory() {
        Simulation sim = new Simulation(8);
        DeviceTrial trial = new DeviceTrial(sim);
        sim.run(MINUTE);
        Device closing = trial.device;
        CompletableFuture<Offer> last = closing.offer(0, 1_000_000L);
        closing.close();
        CompletableFuture<Device> closed = closing.closed();
        sim.await("closed", MINUTE, closed::isDone);
        trial.offering = false;
        assertThat(last).isCompletedWithValue(Offer.ACCEPTED);
        assertThat(closing.telemetry().durableRows())
                .isEqualTo(closing.telemetry().offeredRows());
        assertThat(closing.health().phase()).isEqualTo(DeviceHealth.Phase.CLOSED);
        assertThat(closing.health().linkUp()).isFalse();
        CompletableFuture<Offer> late = closing.offer(0, 5L);
        CompletableFuture<ReportResult> lateReport = closing.report("battery", Value.of(1));
        Device again = trial.builder(trial.node).build();
        CompletableFuture<Device> started = again.start();
        sim.await("the last row arrived", Duration.ofMinutes(10), () -> trial.fleet.rows.contains(1_000_000L));
        assertThat(late).isCompletedWithValue(Offer.REFUSED);
        assertThat(lateReport).isCompletedExceptionally();
        assertThat(started).isCompletedWithValue(again);
    }

    @Test
    void start_fails_whileAnotherDeviceHasTheDirectory() {
        Simulation sim = new Simulation(9);
        DeviceTrial trial = new DeviceTrial(sim);
        sim.run(MINUTE);
        Device second = trial.builder(trial.node).build();
        CompletableFuture<Device> started = second.start();
        CompletableFuture<Device> closed = second.closed();
        sim.await("closed", MINUTE, closed::isDone);
        assertThat(started).isCompletedExceptionally();
        assertThat(trial.device.health().phase()).isEqualTo(DeviceHealth.Phase.RUNNING);
    }

    @Test
    void offersThatDoNotFitTheSchema_areProgrammingErrors() {
        Simulation sim = new Simulation(10);
        DeviceTrial trial = new DeviceTrial(sim);
        sim.run(MINUTE);
        assertThatThrownBy(() -> trial.device.offer(0, "text")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> trial.device.offer(0, 1L, 2L)).isInstanceOf(IllegalArgumentException.class);
        SimNode bare = sim.node("bare");
        bare.boot();
        assertThatThrownBy(
                        () -> Device.builder(DeviceTrial.ID).loop(bare.loop()).build())
                .isInstanceOf(NullPointerException.class)
                .hasMessageContaining("worker");
    }

    @Test
    void callbacks_keepOnlyTheNewestOfAKey_andOfferAgainWhatWasRejected() {
        Simulation sim = new Simulation(11);
        SimNode node = sim.node("device");
        node.boot();
        List<String> seen = new ArrayList<>();
        List<Runnable> held = new ArrayList<>();
        boolean[] full = {true};
        Callbacks<String> callbacks = new Callbacks<>(node.loop(), task -> {
            if (full[0]) {
                throw new RejectedExecutionException("full");
            }
            held.add(task);
        });
        node.loop().execute(() -> {
            callbacks.add("a", job("a1", seen));
            callbacks.add("a", job("a2", seen));
            callbacks.add("b", job("b1", seen));
        });
        sim.run(Duration.ofSeconds(1).dividedBy(2));
        full[0] = false;
        for (int i = 0; i < 3; i++) {
            sim.run(Duration.ofSeconds(2));
            held.forEach(Runnable::run);
            held.clear();
        }
        sim.run(Duration.ofSeconds(1));
        assertThat(seen).containsExactly("a1 replaced", "a2 run", "a2 done", "b1 run", "b1 done");
    }

    private static Callbacks.Job job(String name, List<String> seen) {
        return new Callbacks.Job() {
            @Override
            public void run() {
                seen.add(name + " run");
            }

            @Override
            public void done() {
                seen.add(name + " done");
            }

            @Override
            public void replaced() {
                seen.add(name + " replaced");
            }
        };
    }
}
