/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap.exchange;

import io.dunlin.coap.codec.Block;
import io.dunlin.coap.codec.Code;
import io.dunlin.coap.codec.EntityTag;
import io.dunlin.coap.codec.Message;
import io.dunlin.coap.codec.Option;
import io.dunlin.coap.codec.Options;
import io.dunlin.coap.codec.OptionsBuilder;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Puts the blocks of requests together and cuts the bodies of responses into blocks (RFC 7959). A body is handed on once,
 * when it is whole. Later blocks of a response come from the body that is kept, or of a safe method from asking again,
 * with an ETag that tells if it changed meanwhile. One thread at a time.
 */
public final class BlockwiseServer {

    private static final byte[] NO_BYTES = {};

    private final BlockLimits limits;
    private final Output output;
    private final Deadlines deadlines = new Deadlines();
    private final Map<Key, Body> bodies = new HashMap<>();
    private final Map<PeerKey, Integer> perPeer = new HashMap<>();

    /** Where whole requests go. */
    @FunctionalInterface
    public interface Output {
        /**
         * A request is whole.
         *
         * @param request answer it once, now or later
         */
        void request(WholeRequest request);
    }

    /** Which body: of whom, for which method and resource. Blocks and sizes are no part of the question. */
    private record Key(PeerKey peer, Code code, Options options, boolean response) {}

    /** A body that is half-taken or half-given. */
    private final class Body extends Deadline {
        final Key key;
        final byte[] bytes;
        /** How much of a request has come; what a response has is whole. */
        int filled;

        Code code = Code.CONTENT;
        Options options = Options.NONE;

        Body(Key key, byte[] bytes) {
            this.key = key;
            this.bytes = bytes;
        }

        @Override
        void due(long now) {
            remove(this);
        }
    }

    /**
     * Creates a server.
     *
     * @param limits how large blocks and bodies may be, and how many are kept
     * @param output where whole requests go
     */
    public BlockwiseServer(BlockLimits limits, Output output) {
        this.limits = limits;
        this.output = output;
    }

    /**
     * A request came, whole or in blocks.
     *
     * @param exchange the request
     * @param now the monotonic time in nanoseconds
     */
    public void request(ServerExchange exchange, long now) {
        Message message = exchange.request();
        Options options = message.options();
        if (Block.isReserved(options, Option.BLOCK1) || Block.isReserved(options, Option.BLOCK2)) {
            exchange.respond(Code.BAD_REQUEST, Options.NONE, NO_BYTES, now);
            return;
        }
        Block sent = Block.of(options, Option.BLOCK1);
        Block asked = Block.of(options, Option.BLOCK2);
        if (sent != null) {
            take(exchange, message, sent, now);
        } else if (asked != null && asked.number() > 0) {
            give(exchange, message, asked, now);
        } else {
            output.request(new WholeRequest(this, exchange, message.payload(), null));
        }
    }

    private void take(ServerExchange exchange, Message message, Block block, long now) {
        byte[] payload = message.payload();
        Options options = message.options();
        Key key = new Key(exchange.peer(), message.code(), question(options).build(), false);
        Body body = bodies.get(key);
        if (block.number() == 0) {
            if (body != null) {
                remove(body);
            }
            if (block.more() && mustRefuse(exchange, options, now)) {
                return;
            }
            body = new Body(key, block.more() ? new byte[capacity(options, block)] : payload);
        }
        if (body == null || body.filled != block.offset()) {
            exchange.respond(Code.REQUEST_ENTITY_INCOMPLETE, echo(block), NO_BYTES, now);
            return;
        }
        if (block.more() && payload.length != block.size()) {
            exchange.respond(Code.BAD_REQUEST, echo(block), NO_BYTES, now);
            return;
        }
        body = append(body, payload);
        if (body == null) {
            refuseSize(exchange, now);
        } else if (block.more()) {
            put(body, now);
            exchange.respond(Code.CONTINUE, echo(block), NO_BYTES, now);
        } else {
            remove(body);
            byte[] whole = new byte[body.filled];
            System.arraycopy(body.bytes, 0, whole, 0, whole.length);
            output.request(new WholeRequest(this, exchange, whole, block));
        }
    }

    private boolean mustRefuse(ServerExchange exchange, Options options, long now) {
        if (options.uint(Option.SIZE1, 0) > limits.maxBodyBytes()) {
            refuseSize(exchange, now);
            return true;
        }
        if (!hasRoom(exchange.peer())) {
            exchange.respond(Code.SERVICE_UNAVAILABLE, Options.NONE, NO_BYTES, now);
            return true;
        }
        return false;
    }

    private void refuseSize(ServerExchange exchange, long now) {
        Options size =
                Options.builder().uint(Option.SIZE1, limits.maxBodyBytes()).build();
        exchange.respond(Code.REQUEST_ENTITY_TOO_LARGE, size, NO_BYTES, now);
    }

    /** A peer's promise of a size is worth one block until more has come. */
    private int capacity(Options options, Block block) {
        long promised = options.uint(Option.SIZE1, 0);
        return (int) Math.min(limits.maxBodyBytes(), Math.max(block.size(), Math.min(promised, 4L * block.size())));
    }

    /** Returns the body with more in it, or null if it would be too large. */
    private @Nullable Body append(Body body, byte[] payload) {
        int filled = body.filled + payload.length;
        if (filled > limits.maxBodyBytes()) {
            remove(body);
            return null;
        }
        Body larger = body;
        if (filled > body.bytes.length) {
            byte[] bytes = new byte[Math.min(limits.maxBodyBytes(), Math.max(filled, 2 * body.bytes.length))];
            System.arraycopy(body.bytes, 0, bytes, 0, body.filled);
            remove(body);
            larger = new Body(body.key, bytes);
        }
        System.arraycopy(payload, 0, larger.bytes, body.filled, payload.length);
        larger.filled = filled;
        return larger;
    }

    private void give(ServerExchange exchange, Message message, Block block, long now) {
        Body body = bodies.get(new Key(exchange.peer(), message.code(), answerTo(message.options()), true));
        if (body != null) {
            boolean last = sendBlock(exchange, body, block, null, now);
            if (last) {
                remove(body);
            } else {
                put(body, now);
            }
        } else if (message.code().isSafe()) {
            output.request(new WholeRequest(this, exchange, message.payload(), null));
        } else {
            exchange.respond(Code.REQUEST_ENTITY_INCOMPLETE, Options.NONE, NO_BYTES, now);
        }
    }

    /** Answers with a body of any permitted size. */
    void respond(ServerExchange exchange, @Nullable Block taken, Code code, Options options, byte[] bytes, long now) {
        Message message = exchange.request();
        Block asked = Block.of(message.options(), Option.BLOCK2);
        int size = asked == null ? limits.blockBytes() : Math.min(asked.size(), limits.blockBytes());
        if (bytes.length <= size && (asked == null || asked.number() == 0)) {
            boolean echoes = taken != null || asked != null;
            exchange.respond(code, echoes ? withBlocks(options, taken, asked, size) : options, bytes, now);
            return;
        }
        Key key = new Key(exchange.peer(), message.code(), answerTo(message.options()), true);
        Body body = body(key, code, options, bytes);
        Block block = asked == null ? new Block(0, true, Block.sizeExponentFor(size)) : asked;
        boolean last = sendBlock(exchange, body, block, taken, now);
        if (!last && (bodies.containsKey(key) || hasRoom(exchange.peer()))) {
            put(body, now);
        }
    }

    /**
     * Tells an observer of a new state, of any permitted size: the first block travels in the notification, the others are
     * fetched (RFC 7959 section 2.6).
     *
     * @param observation the observer
     * @param code see {@link ServerObservation#notify}
     * @param options the response's options, without blocks
     * @param bytes the state; not copied
     * @param now the monotonic time in nanoseconds
     */
    public void notify(ServerObservation observation, Code code, Options options, byte[] bytes, long now) {
        Message request = observation.request();
        Block asked = Block.of(request.options(), Option.BLOCK2);
        int size = asked == null ? limits.blockBytes() : Math.min(asked.size(), limits.blockBytes());
        if (bytes.length <= size) {
            observation.notify(code, withBlocks(options, null, asked, size), bytes, now);
            return;
        }
        Key key = new Key(observation.peer(), request.code(), answerTo(request.options()), true);
        Body body = body(key, code, options, bytes);
        if (bodies.containsKey(key) || hasRoom(observation.peer())) {
            put(body, now);
        }
        byte[] first = new byte[size];
        System.arraycopy(bytes, 0, first, 0, size);
        OptionsBuilder builder = body.options.toBuilder()
                .block(Option.BLOCK2, new Block(0, true, Block.sizeExponentFor(size)))
                .uint(Option.SIZE2, bytes.length);
        observation.notify(code, builder.build(), first, now);
    }

    private Body body(Key key, Code code, Options options, byte[] bytes) {
        Body body = new Body(key, bytes);
        body.filled = bytes.length;
        body.code = code;
        body.options = options.has(Option.ETAG) ? options : withEtag(options, bytes);
        return body;
    }

    private static Options withBlocks(Options options, @Nullable Block taken, @Nullable Block asked, int size) {
        OptionsBuilder builder = options.toBuilder();
        if (taken != null) {
            builder.block(Option.BLOCK1, taken);
        }
        if (asked != null) {
            builder.block(Option.BLOCK2, new Block(0, false, Block.sizeExponentFor(size)));
        }
        return builder.build();
    }

    /** Sends one block and returns whether it was the last. */
    private boolean sendBlock(ServerExchange exchange, Body body, Block asked, @Nullable Block taken, long now) {
        int exponent = Math.min(asked.sizeExponent(), Block.sizeExponentFor(limits.blockBytes()));
        int offset = asked.offset();
        if (offset >= body.filled) {
            exchange.respond(Code.BAD_REQUEST, Options.NONE, NO_BYTES, now);
            return false;
        }
        int size = 16 << exponent;
        boolean more = offset + size < body.filled;
        byte[] payload = new byte[Math.min(size, body.filled - offset)];
        System.arraycopy(body.bytes, offset, payload, 0, payload.length);
        OptionsBuilder builder =
                body.options.toBuilder().block(Option.BLOCK2, new Block(offset / size, more, exponent));
        if (offset == 0) {
            builder.uint(Option.SIZE2, body.filled);
        }
        if (taken != null) {
            builder.block(Option.BLOCK1, taken);
        }
        exchange.respond(body.code, builder.build(), payload, now);
        return !more;
    }

    /** So that a client sees when a resource changed between two blocks. */
    private static Options withEtag(Options options, byte[] bytes) {
        return options.toBuilder().opaque(Option.ETAG, EntityTag.of(bytes)).build();
    }

    private static OptionsBuilder question(Options options) {
        return options.toBuilder()
                .without(Option.BLOCK1)
                .without(Option.BLOCK2)
                .without(Option.SIZE1)
                .without(Option.SIZE2)
                .without(Option.OBSERVE);
    }

    /** The tag tells requests apart; clients need not repeat it when they fetch the rest of the answer. */
    private static Options answerTo(Options options) {
        return question(options).without(Option.REQUEST_TAG).build();
    }

    private static Options echo(Block block) {
        return Options.builder().block(Option.BLOCK1, block).build();
    }

    private boolean hasRoom(PeerKey peer) {
        return bodies.size() < limits.maxTransfers() && perPeer.getOrDefault(peer, 0) < limits.maxTransfersPerPeer();
    }

    private void put(Body body, long now) {
        Body before = bodies.put(body.key, body);
        if (before == null) {
            perPeer.put(body.key.peer, perPeer.getOrDefault(body.key.peer, 0) + 1);
        } else if (before != body) {
            deadlines.cancel(before);
        }
        deadlines.schedule(body, now + limits.lifetimeNanos());
    }

    private void remove(Body body) {
        deadlines.cancel(body);
        if (bodies.get(body.key) == body) {
            bodies.remove(body.key);
            int left = perPeer.getOrDefault(body.key.peer, 1) - 1;
            if (left == 0) {
                perPeer.remove(body.key.peer);
            } else {
                perPeer.put(body.key.peer, left);
            }
        }
    }

    /**
     * Forgets bodies whose time is over.
     *
     * @param now the monotonic time in nanoseconds
     */
    public void tick(long now) {
        deadlines.run(now);
    }

    /**
     * Returns when {@link #tick} wants to be called.
     *
     * @return the monotonic time in nanoseconds, or {@link Long#MAX_VALUE} for never
     */
    public long deadlineNanos() {
        return deadlines.next();
    }

    /**
     * Returns how many bodies are kept.
     *
     * @return a count
     */
    public int transfers() {
        return bodies.size();
    }
}
