/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.samples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StageTest {

    @TempDir
    Path logs;

    @Test
    void message_survivesTheLine_whateverItsTexts() {
        Message message = Message.of("twin", "path", "a b=c%\nd", "empty", "", "n", 42);
        assertThat(Message.parse(message.line())).isEqualTo(message);
        assertThat(message.number("n")).isEqualTo(42);
        assertThat(Message.parse("an ordinary log line")).isNull();
        assertThatThrownBy(() -> message.text("missing")).hasMessageContaining("needs missing");
    }

    @Test
    void recordings_areWhatTheirSourcesSay() {
        Recording machine = Recording.load(Recording.MACHINE);
        assertThat(machine.channels()).containsExactly("temperature");
        assertThat(machine.rows()).hasSize(13617);
        assertThat(machine.points()).isEqualTo(13617);
        Recording yacht = Recording.load(Recording.YACHT);
        assertThat(yacht.channels()).hasSize(11).startsWith("lat_min", "lon_min");
        assertThat(yacht.rows()).hasSize(4350);
        assertThat(yacht.points()).isLessThan(11L * 4350);
        assertThatThrownBy(() -> Recording.load("none.csv")).hasMessageContaining("none.csv");
    }

    @Test
    void report_fails_whenOneRowFailsOrThereIsNone() {
        Report report = new Report();
        report.check("rows lost", "0", true);
        assertThat(printed(report)).contains("rows lost  0  OK").endsWith("QUICKSTART OK\n");
        report.check("twins converged", "4 of 5", false);
        assertThat(printed(report)).contains("FAIL").endsWith("QUICKSTART FAILED: twins converged\n");
        assertThat(printed(new Report())).contains("QUICKSTART FAILED");
    }

    @Test
    void proxy_relaysUntilCut_andAgainWhenMended() throws Exception {
        try (ServerSocket echo = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                LoopbackProxy proxy = new LoopbackProxy(echo.getLocalPort())) {
            Thread server = new Thread(() -> echoAll(echo));
            server.setDaemon(true);
            server.start();
            try (Socket device = connect(proxy)) {
                assertThat(ask(device)).isEqualTo('x');
                assertThat(proxy.downBytes()).isEqualTo(1);
                proxy.cut();
                assertThat(ask(device)).isEqualTo(-1);
            }
            try (Socket refused = connect(proxy)) {
                assertThat(ask(refused)).isEqualTo(-1);
            }
            proxy.mend();
            try (Socket device = connect(proxy)) {
                assertThat(ask(device)).isEqualTo('x');
            }
        }
    }

    @Test
    void child_obeysAndEnds_whenItsDirectorIsGone() throws Exception {
        Child child = Child.start("parrot", Parrot.class, 32, logs, List.of("hello"), message -> {});
        assertThat(child.await("said", Duration.ofSeconds(30)).text("what")).isEqualTo("hello");
        child.say("say", "what", "again");
        assertThat(child.await(
                        "said", Duration.ofSeconds(30), m -> m.text("what").equals("again")))
                .isNotNull();
        child.say("fail");
        assertThat(child.await("error", Duration.ofSeconds(30)).text("what")).contains("needs what");
        child.close();
        assertThat(child.isAlive()).isFalse();
        assertThatThrownBy(() -> child.await("never", Duration.ofSeconds(5))).hasMessageContaining("ended before");
    }

    /** A program that says what it is told to. */
    static final class Parrot {
        private Parrot() {}

        public static void main(String[] arguments) throws IOException {
            Console.tell("said", "what", arguments[0]);
            Console.obey(message -> Console.tell("said", "what", message.text("what")));
        }
    }

    private static String printed(Report report) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        report.print(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        return bytes.toString(StandardCharsets.UTF_8).replace("\r\n", "\n");
    }

    private static Socket connect(LoopbackProxy proxy) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static int ask(Socket socket) throws IOException {
        try {
            socket.getOutputStream().write('x');
            return socket.getInputStream().read();
        } catch (SocketException e) {
            return -1;
        }
    }

    private static void echoAll(ServerSocket server) {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                Thread thread = new Thread(() -> {
                    try (client) {
                        client.getInputStream().transferTo(client.getOutputStream());
                    } catch (IOException e) {
                        // The other end is gone.
                    }
                });
                thread.setDaemon(true);
                thread.start();
            } catch (IOException e) {
                return;
            }
        }
    }
}
