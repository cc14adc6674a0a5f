/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SimStreamTest {

    private static final int PORT = 1883;

    private final Simulation sim = new Simulation(Seeds.first());
    private final SimNetwork net = sim.network();
    private final SimNode client = sim.node("client");
    private final SimNode server = sim.node("server");
    private final Recorder atClient = new Recorder();
    private final List<Recorder> atServer = new ArrayList<>();

    /** One end: what it received and how it ended. */
    private static final class Recorder implements StreamHandler {
        final ByteArrayOutputStream received = new ByteArrayOutputStream();
        final List<String> events = new ArrayList<>();
        SimStream stream;
        int pieces;

        @Override
        public void opened(SimStream opened) {
            stream = opened;
            events.add("opened");
        }

        @Override
        public void received(SimStream from, byte[] bytes) {
            assertThat(bytes).isNotEmpty();
            received.writeBytes(bytes);
            pieces++;
        }

        @Override
        public void drained(SimStream drained) {
            events.add("drained");
        }

        @Override
        public void closed(SimStream closed, String reason) {
            events.add(reason);
        }
    }

    @BeforeEach
    void boot() {
        client.boot();
        server.boot();
        listen();
    }

    @Test
    void stream_isCompleteAndOrdered_inPiecesOfAnySize_underLoss() {
        net.conditions(NetworkConditions.MOBILE.withLoss(0.1));
        connect();
        byte[] sent = new byte[200_000];
        sim.random().nextBytes(sent);
        for (int i = 0; i < sent.length; i += 1000) {
            atClient.stream.write(Arrays.copyOfRange(sent, i, i + 1000));
        }
        assertThat(atClient.stream.unarrivedBytes()).isEqualTo(sent.length);
        sim.await("all arrived", Duration.ofMinutes(5), () -> atClient.stream.unarrivedBytes() == 0);
        assertThat(atServer.get(0).received.toByteArray()).isEqualTo(sent);
        assertThat(atServer.get(0).pieces).isGreaterThan(50);
        assertThat(atClient.events).containsExactly("opened", "drained");
        assertThat(net.statistics().streamBytes()).isEqualTo(sent.length);
        assertThat(net.statistics().streamsOpened()).isEqualTo(1);
    }

    @Test
    void connect_isRefused_orNotAnswered() {
        net.connect(client, "server", 1, atClient);
        sim.run(Duration.ofSeconds(1));
        assertThat(atClient.events).containsExactly("refused");
        server.crash();
        Recorder second = new Recorder();
        net.connect(client, "server", PORT, second);
        sim.run(Duration.ofMinutes(2));
        assertThat(second.events).containsExactly("no answer");
    }

    @Test
    void connect_succeeds_whenALatePartitionEnds() {
        net.partition(client, server);
        net.connect(client, "server", PORT, atClient);
        sim.after(Duration.ofSeconds(5), () -> net.heal(client, server));
        sim.await("open", Duration.ofSeconds(20), () -> atClient.stream != null);
        assertThat(atServer).hasSize(1);
    }

    @Test
    void close_deliversWhatWasWritten_andTellsThePeerOnly() {
        connect();
        atClient.stream.write(new byte[5000]);
        atClient.stream.close();
        assertThat(atClient.stream.isOpen()).isFalse();
        sim.run(Duration.ofSeconds(1));
        assertThat(atServer.get(0).received.size()).isEqualTo(5000);
        assertThat(atServer.get(0).events).containsExactly("opened", "closed by peer");
        assertThat(atClient.events).containsExactly("opened");
    }

    @Test
    void abort_losesWhatIsOnTheWay() {
        connect();
        atServer.get(0).stream.write(new byte[5000]);
        atServer.get(0).stream.abort();
        sim.run(Duration.ofSeconds(1));
        assertThat(atClient.received.size()).isZero();
        assertThat(atClient.events).containsExactly("opened", "reset by peer");
    }

    @Test
    void partition_stallsAStream_andOnlyTheSenderTimesOut() {
        connect();
        net.partition(client, server);
        atClient.stream.write(new byte[10]);
        sim.run(Duration.ofSeconds(60));
        assertThat(atClient.events).containsExactly("opened");
        net.heal(client, server);
        sim.run(Duration.ofSeconds(60));
        assertThat(atServer.get(0).received.size()).isEqualTo(10);
        net.partition(client, server);
        atClient.stream.write(new byte[10]);
        sim.run(Duration.ofMinutes(5));
        assertThat(atClient.events).endsWith("timed out");
        assertThat(atServer.get(0).events).containsExactly("opened");
        net.heal(client, server);
        atServer.get(0).stream.write(new byte[1]);
        sim.run(Duration.ofSeconds(1));
        assertThat(atServer.get(0).events).containsExactly("opened", "reset by peer");
    }

    @Test
    void crash_leavesThePeerHalfOpen_untilItSendsAfterTheReboot() {
        connect();
        server.crash();
        sim.run(Duration.ofHours(1));
        assertThat(atClient.stream.isOpen()).isTrue();
        server.boot();
        atClient.stream.write(new byte[1]);
        sim.run(Duration.ofSeconds(1));
        assertThat(atClient.events).containsExactly("opened", "reset by peer");
    }

    @Test
    void kill_resetsStreams() {
        connect();
        server.kill();
        sim.run(Duration.ofSeconds(1));
        assertThat(atClient.events).containsExactly("opened", "reset by peer");
    }

    @Test
    void breakStreams_tellsBothSides_oneOrNone() {
        connect();
        net.breakStreams(server, client, StreamBreak.RESET);
        sim.run(Duration.ofSeconds(1));
        assertThat(atClient.events).containsExactly("opened", "reset");
        assertThat(atServer.get(0).events).containsExactly("opened", "reset");

        connect();
        net.breakStreams(server, client, StreamBreak.HALF_OPEN);
        sim.run(Duration.ofHours(1));
        assertThat(atServer.get(1).events).containsExactly("opened", "reset");
        assertThat(atClient.stream.isOpen()).isTrue();
        atClient.stream.write(new byte[1]);
        sim.run(Duration.ofSeconds(1));
        assertThat(atClient.events).endsWith("opened", "reset by peer");

        connect();
        net.breakStreams(client, server, StreamBreak.SILENT);
        atServer.get(2).stream.write(new byte[1]);
        sim.run(Duration.ofMinutes(5));
        assertThat(atServer.get(2).events).containsExactly("opened", "timed out");
        assertThat(atClient.stream.isOpen()).isTrue();
        assertThat(atClient.stream.peerHost()).isEqualTo("server");
    }

    private void listen() {
        net.listen(server, PORT, stream -> {
            Recorder recorder = new Recorder();
            atServer.add(recorder);
            return recorder;
        });
    }

    private void connect() {
        SimStream stream = net.connect(client, "server", PORT, atClient);
        sim.await("open", Duration.ofSeconds(20), stream::isOpen);
        sim.run(Duration.ofSeconds(1));
    }
}
