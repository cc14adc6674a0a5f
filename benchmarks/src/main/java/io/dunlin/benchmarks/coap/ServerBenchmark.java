/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.benchmarks.coap;

import io.dunlin.coap.CoapEndpoint;
import io.dunlin.coap.CoapResponse;
import io.dunlin.coap.Datagrams;
import io.dunlin.coap.Router;
import io.dunlin.coap.codec.Code;
import io.dunlin.coap.codec.MessageEncoder;
import io.dunlin.coap.codec.MessageType;
import io.dunlin.coap.codec.Option;
import io.dunlin.coap.codec.Options;
import io.dunlin.coap.exchange.ExchangeLimits;
import io.dunlin.coap.exchange.ExchangeOutput;
import io.dunlin.coap.exchange.Exchanges;
import io.dunlin.coap.exchange.PeerKey;
import io.dunlin.coap.exchange.ServerExchange;
import io.dunlin.coap.exchange.Timing;
import io.dunlin.core.Loop;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One confirmable request, decoded and answered on its acknowledgement with 32 bytes. A POST is remembered for 247
 * seconds of virtual time, in which the peer sends 61 750 others.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class ServerBenchmark {

    private static final long STEP = 4_000_000L;

    private record Key(int port) implements PeerKey {
        @Override
        public boolean authenticated() {
            return false;
        }
    }

    private final PeerKey peer = new Key(5683);
    private final byte[] body = new byte[32];
    private final Options format =
            Options.builder().uint(Option.CONTENT_FORMAT, 60).build();
    private final byte[] get = request(Code.GET);
    private final byte[] post = request(Code.POST);
    private final Wire wire = new Wire();
    private final Exchanges exchanges = new Exchanges(
            Timing.DEFAULT,
            new ExchangeLimits(ExchangeLimits.DEFAULT.codec(), 10, 64, 64, 65_536, 65_536),
            new Random(1)::nextLong,
            wire);
    private final Memory memory = new Memory();
    private final CoapEndpoint endpoint;
    private long now;
    private int id;

    /** Starts the endpoint. */
    public ServerBenchmark() {
        CompletionStage<CoapResponse> answer =
                CompletableFuture.completedStage(CoapResponse.of(Code.CONTENT, format, body));
        endpoint = CoapEndpoint.builder()
                .datagrams(memory)
                .loop(memory)
                .service(Router.builder()
                        .route(Code.GET, "/sensors/temperature", request -> answer)
                        .build())
                .build();
        CompletableFuture<Integer> unused = endpoint.start();
    }

    private static byte[] request(Code code) {
        Options options = Options.builder().path("/sensors/temperature").build();
        byte[] token = {1, 2, 3, 4};
        byte[] bytes = new byte[MessageEncoder.length(token.length, options, 0)];
        MessageEncoder.encode(bytes, 0, MessageType.CON, code, 0, token, options, token, 0, 0);
        return bytes;
    }

    private void next(byte[] request) {
        now += STEP;
        id++;
        request[2] = (byte) (id >> 8);
        request[3] = (byte) id;
    }

    /**
     * A GET through the exchange kernel.
     *
     * @return how many bytes were answered
     */
    @Benchmark
    public int kernelGet() {
        next(get);
        exchanges.receive(peer, get, 0, get.length, now);
        return wire.sent;
    }

    /**
     * A POST through the exchange kernel, remembered against duplicates.
     *
     * @return how many bytes were answered
     */
    @Benchmark
    public int kernelPost() {
        next(post);
        exchanges.receive(peer, post, 0, post.length, now);
        return wire.sent;
    }

    /**
     * A GET through kernel, blocks, endpoint and router.
     *
     * @return how many bytes were answered
     */
    @Benchmark
    public int endpointGet() {
        next(get);
        memory.deliver(peer, get);
        return memory.sent;
    }

    private final class Wire implements ExchangeOutput {
        private int sent;

        @Override
        public void send(PeerKey to, byte[] bytes, int offset, int length) {
            sent += length;
        }

        @Override
        public void request(ServerExchange exchange) {
            exchange.respond(Code.CONTENT, format, body, now);
        }
    }

    /** A network and a loop that do nothing but what they are told. */
    private static final class Memory implements Datagrams, Loop {
        private @Nullable Receiver receiver;
        private int sent;

        void deliver(PeerKey from, byte[] bytes) {
            if (receiver != null) {
                receiver.received(from, bytes, 0, bytes.length);
            }
        }

        @Override
        public void open(Receiver opened) {
            receiver = opened;
        }

        @Override
        public void send(PeerKey to, byte[] bytes, int offset, int length) {
            sent += length;
        }

        @Override
        public PeerKey resolve(String host, int port) {
            return new Key(port);
        }

        @Override
        public boolean secure() {
            return false;
        }

        @Override
        public void close() {}

        @Override
        public void execute(Runnable task) {
            task.run();
        }

        @Override
        public Timer schedule(long delayNanos, Runnable task) {
            return () -> {};
        }

        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public long wallMillis() {
            return 0;
        }

        @Override
        public boolean inLoop() {
            return true;
        }
    }
}
