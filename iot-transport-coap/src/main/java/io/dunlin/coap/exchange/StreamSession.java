/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap.exchange;

import io.dunlin.coap.codec.CoapDecodeException;
import io.dunlin.coap.codec.CoapDecodeException.Reaction;
import io.dunlin.coap.codec.Code;
import io.dunlin.coap.codec.FrameDecoder;
import io.dunlin.coap.codec.FrameEncoder;
import io.dunlin.coap.codec.Message;
import io.dunlin.coap.codec.Options;
import io.dunlin.core.LimitExceeded;
import io.dunlin.core.RandomSource;
import io.dunlin.core.Utf8;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One end of a CoAP connection over a reliable stream such as TCP or TLS (RFC 8323), client and server at once: settings,
 * requests and responses, ping, release and abort. Bytes and time come in, bytes and outcomes go out. One thread at a time.
 */
public final class StreamSession {

    /** Max-Message-Size of CSM (section 5.3.1). */
    private static final int MAX_MESSAGE_SIZE = 2;
    /** Custody of Ping and Pong (section 5.4.1). */
    private static final int CUSTODY = 2;

    private static final int DEFAULT_MAX_MESSAGE_BYTES = 1152;
    private static final byte[] NO_BYTES = {};

    private final StreamLimits limits;
    private final RandomSource random;
    private final Output output;
    private final FrameDecoder decoder;
    private final Deadlines deadlines = new Deadlines();
    private final Map<Token, Waiting> waiting = new LinkedHashMap<>();
    private int open;
    private long peerMaxMessageBytes = DEFAULT_MAX_MESSAGE_BYTES;
    private boolean settled;
    private boolean releasing;
    private boolean closed;

    /** What a session puts out. Its methods may call back into it. */
    public interface Output {
        /**
         * Bytes have to leave.
         *
         * @param bytes all of them; not used again by the session
         */
        void send(byte[] bytes);

        /**
         * A request came.
         *
         * @param request answer it once, now or later
         */
        void request(StreamRequest request);

        /** The peer wants the connection to end: send no new requests, and close it when what is open has ended. */
        void released();

        /**
         * The session is over, and so must the connection be. Called once.
         *
         * @param reason why, for people
         */
        void closed(String reason);
    }

    private final class Waiting extends Deadline implements ClientExchange {
        final Token token;
        final boolean ping;
        final Outcome.Handler handler;

        Waiting(Token token, boolean ping, Outcome.Handler handler) {
            this.token = token;
            this.ping = ping;
            this.handler = handler;
        }

        @Override
        void due(long now) {
            end(new Outcome.Ended(Outcome.Kind.TIMEOUT), now);
        }

        @Override
        public void cancel(long now) {
            end(new Outcome.Ended(Outcome.Kind.CANCELLED), now);
        }

        void end(Outcome outcome, long now) {
            if (waiting.remove(token, this)) {
                deadlines.cancel(this);
                handler.ended(outcome, now);
            }
        }
    }

    /**
     * Creates a session.
     *
     * @param limits what this end takes
     * @param random where tokens come from
     * @param output where bytes and requests go
     */
    public StreamSession(StreamLimits limits, RandomSource random, Output output) {
        this.limits = limits;
        this.random = random;
        this.output = output;
        this.decoder = new FrameDecoder(limits.codec());
    }

    /** The connection is there: tells the peer this end's settings, which comes before anything else. Call it once. */
    public void start() {
        Options settings = Options.builder()
                .raw(MAX_MESSAGE_SIZE, number(limits.codec().maxMessageBytes()))
                .build();
        output.send(FrameEncoder.encode(Code.CSM, NO_BYTES, settings, NO_BYTES));
    }

    /**
     * Bytes came.
     *
     * @param bytes where they are; not kept
     * @param offset the first of them
     * @param length how many
     * @param now the monotonic time in nanoseconds
     */
    public void receive(byte[] bytes, int offset, int length, long now) {
        if (closed) {
            return;
        }
        try {
            decoder.receive(bytes, offset, length, new FrameDecoder.Output() {
                @Override
                public void message(Message message) {
                    received(message, now);
                }

                @Override
                public void malformed(Code code, CoapDecodeException why) {
                    rejected(code, why, now);
                }
            });
        } catch (LimitExceeded e) {
            abort(String.valueOf(e.getMessage()), now);
        }
    }

    private void received(Message message, long now) {
        Code code = message.code();
        if (closed || code == Code.EMPTY) {
            return;
        }
        if (!settled && code != Code.CSM && code != Code.ABORT) {
            abort("the first message is " + code + ", not the settings", now);
        } else if (code.isRequest()) {
            request(message);
        } else if (code.isResponse()) {
            Waiting request = waiting.get(new Token(message.token()));
            // A response that nobody waits for is ignored: there is nothing to reset.
            if (request != null && !request.ping) {
                request.end(new Outcome.Response(message), now);
            }
        } else {
            signal(message, now);
        }
    }

    private void request(Message message) {
        if (open >= limits.maxOpen()) {
            send(Code.SERVICE_UNAVAILABLE, message.token(), Options.NONE, NO_BYTES);
            return;
        }
        open++;
        output.request(new StreamRequest(this, message));
    }

    private void signal(Message message, long now) {
        Options options = message.options();
        if (message.code() == Code.CSM) {
            settled = true;
            peerMaxMessageBytes = raw(options, MAX_MESSAGE_SIZE, peerMaxMessageBytes);
        } else if (message.code() == Code.PING) {
            boolean custody = raw(options, CUSTODY, -1) >= 0 && open == 0;
            Options answer = custody ? Options.builder().raw(CUSTODY, NO_BYTES).build() : Options.NONE;
            send(Code.PONG, message.token(), answer, NO_BYTES);
        } else if (message.code() == Code.PONG) {
            pong(message, now);
        } else if (message.code() == Code.RELEASE) {
            releasing = true;
            output.released();
        } else if (message.code() == Code.ABORT) {
            finish("the peer aborted, with " + message.payloadBytes() + " bytes of diagnostics", now);
        }
        // Section 5.1: other signals are ignored.
    }

    private void pong(Message message, long now) {
        Waiting ping = waiting.get(new Token(message.token()));
        if (ping == null && message.token().length == 0) {
            // Peers exist that do not give the token back (libcoap 4.3.1): the oldest ping is meant.
            for (Waiting each : waiting.values()) {
                if (each.ping) {
                    ping = each;
                    break;
                }
            }
        }
        if (ping != null && ping.ping) {
            ping.end(new Outcome.Ended(Outcome.Kind.RESET), now);
        }
    }

    private void rejected(Code code, CoapDecodeException why, long now) {
        if (closed) {
            return;
        }
        Waiting request = waiting.get(new Token(why.token()));
        if (code.isResponse() && request != null) {
            request.end(new Outcome.Ended(Outcome.Kind.BAD_RESPONSE), now);
        } else if (code.isRequest() && why.reaction() != Reaction.RESET && settled) {
            send(why.reaction().code(), why.token(), Options.NONE, NO_BYTES);
        } else if (!code.isResponse()) {
            abort(String.valueOf(why.getMessage()), now);
        }
    }

    /**
     * Sends a request.
     *
     * @param code a method
     * @param options the request's options
     * @param payload the request's payload
     * @param timeoutNanos how long to wait for the response, from now
     * @param handler told once how it ended, possibly before this method returns: with {@link Outcome.Kind#BUSY} if too
     *     many wait, if the peer wants the connection to end or if it takes no message so large
     * @param now the monotonic time in nanoseconds
     * @return a handle that takes the request back
     */
    public ClientExchange request(
            Code code, Options options, byte[] payload, long timeoutNanos, Outcome.Handler handler, long now) {
        if (!code.isRequest()) {
            throw new IllegalArgumentException("a request has a method, not code " + code);
        }
        return ask(code, options, payload, timeoutNanos, false, handler, now);
    }

    /**
     * Asks whether the peer is there (section 5.4).
     *
     * @param timeoutNanos how long to wait, from now
     * @param handler told {@link Outcome.Kind#RESET} if it is, as for a ping over datagrams
     * @param now the monotonic time in nanoseconds
     * @return a handle that takes the ping back
     */
    public ClientExchange ping(long timeoutNanos, Outcome.Handler handler, long now) {
        return ask(Code.PING, Options.NONE, NO_BYTES, timeoutNanos, true, handler, now);
    }

    private ClientExchange ask(
            Code code,
            Options options,
            byte[] payload,
            long timeoutNanos,
            boolean ping,
            Outcome.Handler handler,
            long now) {
        byte[] bytes = number(random.nextLong());
        Token token = new Token(bytes);
        Waiting request = new Waiting(token, ping, handler);
        if (closed) {
            handler.ended(new Outcome.Ended(Outcome.Kind.CLOSED), now);
        } else if (waiting.size() >= limits.maxOpen() || releasing || waiting.putIfAbsent(token, request) != null) {
            handler.ended(new Outcome.Ended(Outcome.Kind.BUSY), now);
        } else if (send(code, bytes, options, payload)) {
            deadlines.schedule(request, now + timeoutNanos);
        } else {
            request.end(new Outcome.Ended(Outcome.Kind.BUSY), now);
        }
        return request;
    }

    void answer(Message request, Code code, Options options, byte[] payload) {
        open--;
        if (!closed && !send(code, request.token(), options, payload)) {
            send(Code.INTERNAL_SERVER_ERROR, request.token(), Options.NONE, NO_BYTES);
        }
    }

    /** Returns whether the peer takes a message of that size. */
    private boolean send(Code code, byte[] token, Options options, byte[] payload) {
        byte[] frame = FrameEncoder.encode(code, token, options, payload);
        if (frame.length > peerMaxMessageBytes) {
            return false;
        }
        output.send(frame);
        return true;
    }

    /** Tells the peer that the connection should end (section 5.5): what is open goes on, nothing new is begun. */
    public void release() {
        if (!closed && !releasing) {
            releasing = true;
            send(Code.RELEASE, NO_BYTES, Options.NONE, NO_BYTES);
        }
    }

    /**
     * The connection has ended, or is ended by this end. Requests of ours end with {@link Outcome.Kind#DISCONNECTED}.
     *
     * @param reason why, for people
     * @param now the monotonic time in nanoseconds
     */
    public void close(String reason, long now) {
        finish(reason, now);
    }

    private void abort(String reason, long now) {
        send(Code.ABORT, NO_BYTES, Options.NONE, Utf8.encode(reason));
        finish(reason, now);
    }

    private void finish(String reason, long now) {
        if (closed) {
            return;
        }
        closed = true;
        for (Waiting request : new ArrayList<>(waiting.values())) {
            request.end(new Outcome.Ended(Outcome.Kind.DISCONNECTED), now);
        }
        output.closed(reason);
    }

    /**
     * Ends what has waited for too long.
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

    private static long raw(Options options, int number, long ifAbsent) {
        for (Options.Cursor cursor = options.cursor(); cursor.next(); ) {
            if (cursor.number() == number && cursor.length() <= 4) {
                return cursor.uint();
            }
        }
        return ifAbsent;
    }

    private static byte[] number(long value) {
        int length = 8 - Long.numberOfLeadingZeros(value | 1) / 8;
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (value >> (8 * (length - 1 - i)));
        }
        return bytes;
    }
}
