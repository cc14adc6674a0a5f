/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SimNetworkTest {

    private final Simulation sim = new Simulation(Seeds.first());
    private final SimNetwork net = sim.network();
    private final SimNode a = booted("a");
    private final SimNode b = booted("b");
    private final List<String> received = new ArrayList<>();

    @Test
    void datagram_arrivesWithItsSender_withinTheDelay() {
        net.conditions(NetworkConditions.delays(Duration.ofMillis(10), Duration.ofMillis(20)));
        net.bind(b, 53, (host, port, bytes) -> received.add(host + ':' + port + ' ' + bytes[0]));
        net.bind(a, 9, (host, port, bytes) -> {}).send("b", 53, new byte[] {7});
        sim.run(Duration.ofMillis(9));
        assertThat(received).isEmpty();
        sim.run(Duration.ofMillis(12));
        assertThat(received).containsExactly("a:9 7");
    }

    @Test
    void datagrams_areLostDuplicatedReorderedAndCorrupted_asOftenAsAskedFor() {
        net.conditions(new NetworkConditions(Duration.ofMillis(1), Duration.ofMillis(2), 0.1, 0.05, 0.1, 0.02, 0));
        Map<Integer, Integer> copies = new HashMap<>();
        int[] state = {0, -1, 0};
        net.bind(b, 53, (host, port, bytes) -> {
            if (bytes[4] != 0x55) {
                state[2]++;
            }
            int number = (bytes[0] & 0xFF) << 16 | (bytes[1] & 0xFF) << 8 | (bytes[2] & 0xFF);
            copies.merge(number, 1, Integer::sum);
            state[0] += number < state[1] ? 1 : 0;
            state[1] = number;
        });
        SimDatagrams port = net.bind(a, 9, (host, p, bytes) -> {});
        for (int i = 0; i < 20_000; i++) {
            port.send("b", 53, new byte[] {(byte) (i >> 16), (byte) (i >> 8), (byte) i, 0, 0x55});
            sim.run(Duration.ofMillis(2));
        }
        sim.run(Duration.ofSeconds(1));
        NetworkStatistics seen = net.statistics();
        assertThat(seen.sent()).isEqualTo(20_000);
        assertThat(seen.lost()).isBetween(1800L, 2400L);
        assertThat(seen.duplicated()).isBetween(850L, 1150L);
        assertThat(seen.corrupted()).isBetween(300L, 500L);
        assertThat(seen.delivered()).isEqualTo(seen.sent() + seen.duplicated() - seen.lost());
        assertThat(copies.values().stream().mapToInt(n -> n).sum()).isEqualTo((int) seen.delivered());
        assertThat(state[0]).isGreaterThan(500);
        assertThat(state[2]).isBetween(30, 150);
    }

    @Test
    void bandwidth_boundsThroughput_andALongQueueDrops() {
        net.conditions(new NetworkConditions(Duration.ZERO, Duration.ZERO, 0, 0, 0, 0, 10_000));
        net.bind(b, 53, (host, port, bytes) -> received.add("x"));
        SimDatagrams port = net.bind(a, 9, (host, p, bytes) -> {});
        for (int i = 0; i < 20; i++) {
            port.send("b", 53, new byte[1000]);
        }
        sim.run(Duration.ofMillis(350));
        assertThat(received).hasSize(3);
        sim.run(Duration.ofSeconds(5));
        assertThat(received).hasSizeBetween(5, 7);
    }

    @Test
    void partition_losesDatagrams_oneWayOrBoth_untilHealed() {
        net.bind(a, 1, (host, port, bytes) -> received.add("to a"));
        net.bind(b, 1, (host, port, bytes) -> received.add("to b"));
        SimDatagrams fromA = net.bind(a, 2, (host, port, bytes) -> {});
        SimDatagrams fromB = net.bind(b, 2, (host, port, bytes) -> {});
        net.cut(a, b);
        fromA.send("b", 1, new byte[1]);
        fromB.send("a", 1, new byte[1]);
        sim.run(Duration.ofSeconds(1));
        assertThat(received).containsExactly("to a");
        net.partition(a, b);
        fromB.send("a", 1, new byte[1]);
        sim.run(Duration.ofSeconds(1));
        net.heal(a, b);
        fromA.send("b", 1, new byte[1]);
        sim.run(Duration.ofSeconds(1));
        assertThat(received).containsExactly("to a", "to b");
    }

    @Test
    void ports_areFreedByCrashAndClose() {
        SimDatagrams first = net.bind(b, 1, (host, port, bytes) -> received.add("first"));
        assertThatThrownBy(() -> net.bind(b, 1, (host, port, bytes) -> {})).isInstanceOf(IllegalStateException.class);
        SimDatagrams from = net.bind(a, 2, (host, port, bytes) -> {});
        from.send("b", 1, new byte[1]);
        b.crash();
        sim.run(Duration.ofSeconds(1));
        b.boot();
        net.bind(b, 1, (host, port, bytes) -> received.add("second"));
        first.send("a", 2, new byte[1]);
        from.send("b", 1, new byte[1]);
        sim.run(Duration.ofSeconds(1));
        from.close();
        from.send("b", 1, new byte[1]);
        sim.run(Duration.ofSeconds(1));
        assertThat(received).containsExactly("second");
        assertThatThrownBy(() -> net.bind(a, 2, (h, p, x) -> {}).send("nowhere", 1, new byte[1]))
                .hasMessageContaining("nowhere")
                .hasMessageContaining("[a, b]");
    }

    @Test
    void conditions_ofOnePair_goBeforeTheOthers() {
        net.conditions(a, b, NetworkConditions.delays(Duration.ofSeconds(5), Duration.ofSeconds(5)));
        net.bind(b, 1, (host, port, bytes) -> received.add("x"));
        net.bind(a, 2, (host, port, bytes) -> {}).send("b", 1, new byte[1]);
        sim.run(Duration.ofSeconds(4));
        assertThat(received).isEmpty();
        sim.run(Duration.ofSeconds(2));
        assertThat(received).hasSize(1);
        assertThatThrownBy(() -> NetworkConditions.LAN.withLoss(1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> NetworkConditions.LAN.withCorruption(2)).isInstanceOf(IllegalArgumentException.class);
        assertThat(NetworkConditions.LAN.withDuplication(0.5).duplication()).isEqualTo(0.5);
    }

    private SimNode booted(String name) {
        SimNode node = sim.node(name);
        node.boot();
        return node;
    }
}
