/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.dunlin.coap.codec.Code;
import io.dunlin.coap.codec.Options;
import io.dunlin.coap.codec.WebLink;
import io.dunlin.coap.exchange.Outcome;
import io.dunlin.coap.exchange.StreamLimits;
import io.dunlin.coap.exchange.StreamRequest;
import io.dunlin.coap.exchange.StreamSession;
import io.dunlin.coap.exchange.Timing;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The C library libcoap as the other end, in both roles. Skipped where its programs are absent. */
@Tag("live")
class LibcoapTest {

    private static final byte[] LARGE = new byte[5_000];

    static {
        // Text, because the program prints what it gets.
        Random random = new Random(1);
        for (int i = 0; i < LARGE.length; i++) {
            LARGE[i] = (byte) ('a' + random.nextInt(26));
        }
    }

    @TempDir
    Path directory;

    private static String program(String name) {
        for (String variant : new String[] {name, name + "-notls", name + "-openssl", name + "-gnutls"}) {
            for (String path : System.getenv("PATH").split(File.pathSeparator, -1)) {
                if (Files.isExecutable(Path.of(path, variant))) {
                    return path + File.separator + variant;
                }
            }
        }
        if ("required".equals(System.getProperty("dunlin.live"))) {
            throw new AssertionError(name + " of libcoap is not on the PATH (Debian: libcoap3-bin)");
        }
        assumeThat(name)
                .as("of libcoap is not on the PATH (Debian: libcoap3-bin)")
                .isNull();
        throw new AssertionError("unreachable");
    }

    private byte[] run(List<String> command) throws Exception {
        Path output = directory.resolve("output");
        Path errors = directory.resolve("errors");
        Process process = new ProcessBuilder(command)
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile())
                .start();
        try {
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        byte[] printed = Files.readAllBytes(output);
        return printed.length == 0 ? Files.readAllBytes(errors) : printed;
    }

    @Test
    void theirClient_talksToOurServer() throws Exception {
        String program = program("coap-client");
        Router router = Router.builder()
                .route(Code.GET, "/box", request -> CompletableFuture.completedStage(CoapResponse.content(0, LARGE)))
                .route(
                        Code.PUT,
                        "/box",
                        request -> CompletableFuture.completedStage(CoapResponse.content(0, request.body())))
                .route(
                        Code.GET,
                        "/slow",
                        request -> CompletableFuture.supplyAsync(
                                () -> CoapResponse.content(0, "late".getBytes(StandardCharsets.UTF_8)),
                                CompletableFuture.delayedExecutor(700, TimeUnit.MILLISECONDS)))
                .build();
        try (CoapEndpoint ours = CoapEndpoint.builder().service(router).build()) {
            String base = "coap://127.0.0.1:" + ours.start().get(10, TimeUnit.SECONDS);
            Path file = Files.write(directory.resolve("body"), LARGE);
            assertThat(trim(run(List.of(program, base + "/box")))).isEqualTo(LARGE);
            assertThat(trim(run(List.of(program, "-b", "64", base + "/box")))).isEqualTo(LARGE);
            assertThat(trim(run(List.of(program, "-m", "put", "-b", "256", "-f", file.toString(), base + "/box"))))
                    .isEqualTo(LARGE);
            assertThat(trim(run(List.of(program, base + "/slow")))).asString().isEqualTo("late");
            assertThat(trim(run(List.of(program, "-N", base + "/slow"))))
                    .asString()
                    .isEqualTo("late");
            assertThat(run(List.of(program, base + "/none"))).asString().contains("4.04");
            assertThat(run(List.of(program, "-O", "65001,x", base + "/box")))
                    .asString()
                    .contains("4.02");
        }
    }

    @Test
    void theirClient_observesOurResource_alsoInBlocks() throws Exception {
        String program = program("coap-client");
        Subject subject = new Subject();
        AtomicInteger version = new AtomicInteger();
        Router router = Router.builder()
                .route(
                        Code.GET,
                        "/count",
                        request -> CompletableFuture.completedStage(
                                CoapResponse.content(0, ("<" + version.get() + ">").getBytes(StandardCharsets.UTF_8))
                                        .observable(subject)))
                .route(
                        Code.GET,
                        "/large",
                        request -> CompletableFuture.completedStage(CoapResponse.content(
                                        0, (version.get() + "-").repeat(900).getBytes(StandardCharsets.UTF_8))
                                .observable(subject)))
                .discoverable()
                .build();
        ScheduledExecutorService ticks = Executors.newSingleThreadScheduledExecutor();
        try (CoapEndpoint ours = CoapEndpoint.builder().service(router).build()) {
            String base = "coap://127.0.0.1:" + ours.start().get(10, TimeUnit.SECONDS);
            ticks.scheduleAtFixedRate(
                    () -> {
                        version.incrementAndGet();
                        subject.changed();
                    },
                    300,
                    300,
                    TimeUnit.MILLISECONDS);
            String counted = new String(run(List.of(program, "-s", "2", base + "/count")), StandardCharsets.UTF_8);
            String[] numbers = counted.replaceAll("[^0-9]+", " ").strip().split(" ", -1);
            assertThat(numbers).as(counted).hasSizeGreaterThan(3);
            assertThat(Arrays.stream(numbers).map(Integer::valueOf)).isSorted();
            String large = new String(run(List.of(program, "-s", "2", base + "/large")), StandardCharsets.UTF_8);
            for (String part : large.replace("\n", "").split("-", -1)) {
                assertThat(part).as("numbers between dashes").matches("[0-9]*");
            }
            assertThat(large.chars().filter(c -> c == '-').count()).isGreaterThan(1_800);
            // Whoever left in order, or was found out, is not served any more.
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (subject.observers() > 0 && System.nanoTime() < deadline) {
                Thread.onSpinWait();
            }
            assertThat(subject.observers()).isZero();
            assertThat(run(List.of(program, base + "/.well-known/core?href=/cou*")))
                    .asString()
                    .isEqualToIgnoringNewLines("</count>");
        } finally {
            ticks.shutdownNow();
        }
    }

    private Process startServer(int port) throws IOException {
        String program = program("coap-server");
        List<String> command = new ArrayList<>(List.of(program, "-A", "127.0.0.1", "-p", "" + port, "-d", "10"));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("server").toFile())
                .start();
    }

    private static int freePort() throws IOException {
        try (DatagramSocket free = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    @Test
    void ourClient_observesTheirResource_untilItLeaves() throws Exception {
        int port = freePort();
        Process process = startServer(port);
        try (CoapEndpoint ours = CoapEndpoint.builder().timing(Timing.LAN).build()) {
            ours.start().get(10, TimeUnit.SECONDS);
            CoapClient client = ours.client("127.0.0.1", port);
            assertThat(client.ping().get(30, TimeUnit.SECONDS)).isTrue();
            CountDownLatch three = new CountDownLatch(3);
            CompletableFuture<Flow.Subscription> subscribed = new CompletableFuture<>();
            client.observe(CoapCall.of(Code.GET, "/time")).subscribe(new Flow.Subscriber<>() {
                @Override
                public void onSubscribe(Flow.Subscription subscription) {
                    subscription.request(Long.MAX_VALUE);
                    subscribed.complete(subscription);
                }

                @Override
                public void onNext(CoapResponse response) {
                    three.countDown();
                }

                @Override
                public void onError(Throwable failure) {
                    subscribed.completeExceptionally(failure);
                }

                @Override
                public void onComplete() {
                    subscribed.completeExceptionally(new IllegalStateException("completed"));
                }
            });
            assertThat(three.await(30, TimeUnit.SECONDS)).isTrue();
            subscribed.get(1, TimeUnit.SECONDS).cancel();
            List<WebLink> links = client.discover("rt=ticks").get(30, TimeUnit.SECONDS);
            assertThat(links).anyMatch(link -> link.target().equals("/time"));
            CoapResponse first = response(client.get("/"));
            assertThat(first.code()).isSameAs(Code.CONTENT);
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void ourClient_talksToTheirServer() throws Exception {
        int port = freePort();
        Process process = startServer(port);
        try (CoapEndpoint ours = CoapEndpoint.builder().timing(Timing.LAN).build()) {
            ours.start().get(10, TimeUnit.SECONDS);
            CoapClient client = ours.client("127.0.0.1", port);
            assertThat(client.ping().get(30, TimeUnit.SECONDS)).isTrue();
            assertThat(response(client.get("/")).body()).asString().contains("libcoap");
            assertThat(response(client.get("/.well-known/core")).body())
                    .asString()
                    .contains("</time>");
            assertThat(response(client.get("/nothing")).code()).isSameAs(Code.NOT_FOUND);
            assertThat(response(client.put("/example_data", 0, LARGE)).code().isSuccess())
                    .isTrue();
            assertThat(response(client.get("/example_data")).body()).isEqualTo(LARGE);
            assertThat(response(client.get("/async")).code().isSuccess()).isTrue();
        } finally {
            process.destroyForcibly();
        }
    }

    /** The stream session over a plain socket: what a connection of RFC 8323 needs and nothing more. */
    private static final class Connection implements StreamSession.Output {
        final StreamSession session = new StreamSession(StreamLimits.DEFAULT, new Random(1)::nextLong, this);
        final Socket socket;
        volatile String closed = "";

        Connection(Socket socket) {
            this.socket = socket;
        }

        @Override
        public void send(byte[] bytes) {
            try {
                socket.getOutputStream().write(bytes);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void request(StreamRequest request) {
            request.respond(Code.CONTENT, Options.NONE, LARGE);
        }

        @Override
        public void released() {}

        @Override
        public void closed(String reason) {
            closed = reason;
        }

        /** Reads until the other end closes or something has happened. */
        void serve(BooleanSupplier until) throws IOException {
            byte[] buffer = new byte[1_000];
            while (!until.getAsBoolean() && closed.isEmpty()) {
                int length = socket.getInputStream().read(buffer);
                if (length < 0) {
                    return;
                }
                session.receive(buffer, 0, length, System.nanoTime());
            }
        }
    }

    @Test
    void rfc8323_ourSession_talksToTheirServerAndTheirClient() throws Exception {
        int port = freePort();
        Process process = startServer(port);
        try {
            try (CoapEndpoint ours = CoapEndpoint.builder().timing(Timing.LAN).build()) {
                ours.start().get(10, TimeUnit.SECONDS);
                assertThat(ours.client("127.0.0.1", port).ping().get(30, TimeUnit.SECONDS))
                        .isTrue();
            }
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.setSoTimeout(20_000);
                Connection connection = new Connection(socket);
                List<Outcome> outcomes = new ArrayList<>();
                connection.session.start();
                connection.session.ping(20_000_000_000L, (outcome, now) -> outcomes.add(outcome), System.nanoTime());
                connection.session.request(
                        Code.GET,
                        Options.NONE,
                        new byte[0],
                        20_000_000_000L,
                        (outcome, now) -> outcomes.add(outcome),
                        System.nanoTime());
                connection.serve(() -> outcomes.size() == 2);
                assertThat(outcomes.get(0).kind()).isEqualTo(Outcome.Kind.RESET);
                assertThat(((Outcome.Response) outcomes.get(1)).message().payload())
                        .asString()
                        .contains("libcoap");
            }
        } finally {
            process.destroyForcibly();
        }
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Void> served = CompletableFuture.runAsync(() -> {
                try (Socket socket = listening.accept()) {
                    Connection connection = new Connection(socket);
                    connection.session.start();
                    connection.serve(() -> false);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            String uri = "coap+tcp://127.0.0.1:" + listening.getLocalPort() + "/large";
            assertThat(trim(run(List.of(program("coap-client"), uri)))).isEqualTo(LARGE);
            served.get(20, TimeUnit.SECONDS);
        }
    }

    private static byte[] trim(byte[] printed) {
        return new String(printed, StandardCharsets.UTF_8).strip().getBytes(StandardCharsets.UTF_8);
    }

    private static CoapResponse response(CompletableFuture<CoapResult> future) throws Exception {
        CoapResult result = future.get(30, TimeUnit.SECONDS);
        assertThat(result).isInstanceOf(CoapResult.Answer.class);
        return ((CoapResult.Answer) result).response();
    }
}
