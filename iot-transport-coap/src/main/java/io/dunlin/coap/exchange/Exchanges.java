/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap.exchange;

import io.dunlin.coap.codec.CoapDecodeException;
import io.dunlin.coap.codec.CoapDecodeException.Reaction;
import io.dunlin.coap.codec.Code;
import io.dunlin.coap.codec.Message;
import io.dunlin.coap.codec.MessageEncoder;
import io.dunlin.coap.codec.MessageType;
import io.dunlin.coap.codec.Option;
import io.dunlin.coap.codec.Options;
import io.dunlin.core.RandomSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The messages, requests and responses between one endpoint and its peers (RFC 7252 sections 4 and 5), as client and as
 * server at once. Bytes and time come in; datagrams, requests and outcomes go out. One thread at a time.
 *
 * <p>A confirmable request has its effect at most once within EXCHANGE_LIFETIME as long as this object lives, and every
 * request of ours ends: with a response, a reset, a timeout or a refusal.
 */
public final class Exchanges {

    /** No interest in responses of class 2, 4 and 5 (RFC 7967 section 2.1). */
    public static final int NO_RESPONSE_AT_ALL = 26;

    final Timing timing;
    final ExchangeLimits limits;
    final RandomSource random;
    final ExchangeOutput output;
    final Deadlines deadlines = new Deadlines();
    final Counters counters = new Counters();
    private final Map<PeerKey, Peer> peers = new HashMap<>();
    private byte[] scratch = new byte[256];
    /** How many observers there are of all peers. */
    int observers;

    private boolean closed;

    /**
     * Creates an endpoint's state.
     *
     * @param timing the transmission parameters
     * @param limits what is kept
     * @param random where tokens, first message ids and jitter come from
     * @param output where datagrams and requests go
     */
    public Exchanges(Timing timing, ExchangeLimits limits, RandomSource random, ExchangeOutput output) {
        this.timing = timing;
        this.limits = limits;
        this.random = random;
        this.output = output;
    }

    /**
     * A datagram came.
     *
     * @param from from whom
     * @param bytes where it is; not kept
     * @param offset its first byte
     * @param length how long it is
     * @param now the monotonic time in nanoseconds
     */
    public void receive(PeerKey from, byte[] bytes, int offset, int length, long now) {
        if (closed) {
            return;
        }
        counters.received++;
        Message message;
        try {
            message = Message.decode(bytes, offset, length, limits.codec());
        } catch (CoapDecodeException e) {
            malformed(from, e, now);
            return;
        }
        MessageType type = message.type();
        if (message.code().isRequest()) {
            request(from, message, now);
        } else if (message.code() != Code.EMPTY) {
            response(from, message, now);
        } else if (type == MessageType.CON) {
            // A ping (section 4.3).
            sendEmpty(from, MessageType.RST, message.messageId());
        } else if (type != MessageType.NON) {
            Peer peer = peers.get(from);
            if (peer == null) {
                counters.unmatched++;
            } else {
                peer.empty(type, message.messageId(), now);
            }
        }
    }

    private void malformed(PeerKey from, CoapDecodeException e, long now) {
        counters.malformed++;
        byte[] token = e.token();
        Peer peer = peers.get(from);
        if (peer != null && token.length == Long.BYTES) {
            long number = 0;
            for (byte b : token) {
                number = number << 8 | (b & 0xFF);
            }
            peer.badResponse(number, now);
        }
        if (e.reaction() == Reaction.RESET) {
            sendEmpty(from, MessageType.RST, e.messageId());
        } else if (e.reaction() != Reaction.IGNORE) {
            int length = MessageEncoder.length(token.length, Options.NONE, 0);
            byte[] answer = scratch(length);
            Code code = e.reaction().code();
            MessageEncoder.encode(answer, 0, MessageType.ACK, code, e.messageId(), token, Options.NONE, answer, 0, 0);
            output.send(from, answer, 0, length);
        }
    }

    private void request(PeerKey from, Message message, long now) {
        Peer peer = peer(from, now);
        if (peer == null) {
            counters.refused++;
            return;
        }
        peer.touch(now);
        DedupRing seen = peer.seen;
        int id = message.messageId();
        long entry = seen == null ? -1 : seen.find(id, message.fingerprint(), now);
        if (seen != null && entry >= 0) {
            counters.duplicates++;
            if (seen.state(entry) != DedupRing.State.AGAIN) {
                duplicate(from, message, seen, entry);
                return;
            }
        }
        if (!peer.mayOpen()) {
            counters.refused++;
            return;
        }
        // A safe request is remembered only when its answer takes time: processing its copy is no second effect.
        if (entry >= 0) {
            peer.seen().mark(entry, message.fingerprint(), DedupRing.State.PROCESSING);
        } else if (!message.code().isSafe()) {
            entry = peer.seen().add(id, message.fingerprint(), now);
            if (entry < 0) {
                counters.refused++;
                return;
            }
        }
        ServerExchange exchange = new ServerExchange(this, peer, message.detached(), entry);
        try {
            output.request(exchange);
        } finally {
            exchange.later(now);
        }
    }

    private void duplicate(PeerKey from, Message message, DedupRing seen, long entry) {
        if (message.type() != MessageType.CON) {
            return;
        }
        if (seen.state(entry) == DedupRing.State.ANSWERED) {
            byte[] answer = seen.answer(entry);
            output.send(from, answer, 0, answer.length);
        } else if (seen.state(entry) == DedupRing.State.ACKNOWLEDGED) {
            sendEmpty(from, MessageType.ACK, message.messageId());
        }
    }

    private void response(PeerKey from, Message message, long now) {
        Peer peer = peers.get(from);
        boolean confirmable = message.type() == MessageType.CON;
        int id = message.messageId();
        int fingerprint = message.fingerprint();
        DedupRing seen = peer == null ? null : peer.seen;
        if (confirmable && seen != null && seen.find(id, fingerprint, now) >= 0) {
            counters.duplicates++;
            sendEmpty(from, MessageType.ACK, id);
            return;
        }
        // The acknowledgement leaves before the handler is told, which may ask the next thing.
        boolean expected = peer != null && peer.expects(message);
        if (confirmable) {
            sendEmpty(from, expected ? MessageType.ACK : MessageType.RST, id);
        } else if (!expected
                && message.type() == MessageType.NON
                && message.options().has(Option.OBSERVE)) {
            // Only a reset ends an observation that nobody here knows of (RFC 7641 section 3.6).
            sendEmpty(from, MessageType.RST, id);
        }
        if (peer == null || !expected) {
            counters.unmatched++;
            return;
        }
        if (confirmable) {
            peer.seen().mark(peer.seen().add(id, fingerprint, now), fingerprint, DedupRing.State.ACKNOWLEDGED);
        }
        peer.response(message, now);
    }

    /**
     * Sends a request.
     *
     * @param to to whom
     * @param confirmable whether it is sent again until acknowledged
     * @param code a method
     * @param options the request's options
     * @param payload the request's payload; small enough for one datagram
     * @param timeoutNanos how long to wait for the response, from now
     * @param handler told once how it ended, possibly before this method returns
     * @param now the monotonic time in nanoseconds
     * @return a handle that takes the request back
     */
    public ClientExchange request(
            PeerKey to,
            boolean confirmable,
            Code code,
            Options options,
            byte[] payload,
            long timeoutNanos,
            Outcome.Handler handler,
            long now) {
        if (!code.isRequest()) {
            throw new IllegalArgumentException("a request has a method, not code " + code);
        }
        Peer peer = closed ? null : peer(to, now);
        if (peer == null) {
            handler.ended(new Outcome.Ended(closed ? Outcome.Kind.CLOSED : Outcome.Kind.BUSY), now);
            return at -> {};
        }
        Outgoing.Purpose purpose = Outgoing.Purpose.REQUEST;
        return send(peer, purpose, confirmable, code, options, payload, peer.newToken(), timeoutNanos, handler, now);
    }

    ClientExchange send(
            Peer peer,
            Outgoing.Purpose purpose,
            boolean confirmable,
            Code code,
            Options options,
            byte[] payload,
            long number,
            long timeoutNanos,
            Outcome.Handler handler,
            long now) {
        byte[] token = new byte[Long.BYTES];
        for (int i = 0; i < token.length; i++) {
            token[i] = (byte) (number >> (56 - 8 * i));
        }
        byte[] bytes = encode(confirmable, code, token, options, payload);
        Outgoing request = new Outgoing(peer, purpose, confirmable, bytes, number, now + timeoutNanos, handler);
        if (options.uint(Option.NO_RESPONSE, 0) == NO_RESPONSE_AT_ALL) {
            request = request.withoutResponse();
        }
        return submit(peer, request, handler, now);
    }

    /** Encodes a message whose id is filled in when it is sent. */
    byte[] encode(boolean confirmable, Code code, byte[] token, Options options, byte[] payload) {
        byte[] bytes = new byte[MessageEncoder.length(token.length, options, payload.length)];
        MessageType type = confirmable ? MessageType.CON : MessageType.NON;
        MessageEncoder.encode(bytes, 0, type, code, 0, token, options, payload, 0, payload.length);
        return bytes;
    }

    /**
     * Observes a resource (RFC 7641).
     *
     * @param to whose
     * @param code {@link Code#GET} or {@link Code#FETCH}
     * @param options the request's options, without Observe
     * @param payload the request's payload; small enough for one datagram
     * @param timeoutNanos how long to wait for the answer to a registration
     * @param handler told of each state and of the end, possibly before this method returns
     * @param now the monotonic time in nanoseconds
     * @return the observation, or null if there is no room for the peer; the handler has been told
     */
    public @Nullable ClientObservation observe(
            PeerKey to,
            Code code,
            Options options,
            byte[] payload,
            long timeoutNanos,
            ClientObservation.Handler handler,
            long now) {
        if (!code.isSafe()) {
            throw new IllegalArgumentException("GET and FETCH can observe, " + code + " cannot");
        }
        Peer peer = closed ? null : peer(to, now);
        if (peer == null) {
            handler.ended(new Outcome.Ended(closed ? Outcome.Kind.CLOSED : Outcome.Kind.BUSY), now);
            return null;
        }
        ClientObservation observation =
                new ClientObservation(this, peer, code, options, payload, timeoutNanos, handler);
        peer.observe(observation);
        observation.register(now);
        return observation;
    }

    /**
     * Pings a peer with an empty confirmable message (section 4.3).
     *
     * @param to to whom
     * @param handler told {@link Outcome.Kind#RESET} if the peer is there, else {@link Outcome.Kind#TIMEOUT}
     * @param now the monotonic time in nanoseconds
     * @return a handle that takes the ping back
     */
    public ClientExchange ping(PeerKey to, Outcome.Handler handler, long now) {
        Peer peer = closed ? null : peer(to, now);
        if (peer == null) {
            handler.ended(new Outcome.Ended(closed ? Outcome.Kind.CLOSED : Outcome.Kind.BUSY), now);
            return at -> {};
        }
        byte[] bytes = new byte[MessageEncoder.EMPTY_BYTES];
        MessageEncoder.encodeEmpty(bytes, 0, MessageType.CON, 0);
        long giveUpAt = now + timing.maxTransmitWaitNanos();
        Outgoing ping = new Outgoing(peer, Outgoing.Purpose.PING, true, bytes, 0, giveUpAt, handler);
        return submit(peer, ping, handler, now);
    }

    private static ClientExchange submit(Peer peer, Outgoing message, Outcome.Handler handler, long now) {
        if (!peer.submit(message, now)) {
            handler.ended(new Outcome.Ended(Outcome.Kind.BUSY), now);
        }
        return message;
    }

    /**
     * Does what is due: sends again, gives up, acknowledges, forgets.
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
     * Ends all requests of ours with {@link Outcome.Kind#CLOSED} and falls silent.
     *
     * @param now the monotonic time in nanoseconds
     */
    public void close(long now) {
        closed = true;
        for (Peer peer : new ArrayList<>(peers.values())) {
            peer.close(Outcome.Kind.CLOSED, now);
        }
        peers.clear();
    }

    /**
     * The association with a peer is over: what waits for it ends with {@link Outcome.Kind#DISCONNECTED}, what it observes
     * is not told any more, and a later association with it begins from nothing.
     *
     * @param with whose
     * @param now the monotonic time in nanoseconds
     */
    public void disconnected(PeerKey with, long now) {
        Peer peer = peers.remove(with);
        if (peer != null) {
            peer.close(Outcome.Kind.DISCONNECTED, now);
        }
    }

    /**
     * Returns what was counted.
     *
     * @return a live view
     */
    public Counters counters() {
        return counters;
    }

    /**
     * Returns how many peers are known.
     *
     * @return a count
     */
    public int peers() {
        return peers.size();
    }

    void forget(Peer peer) {
        peers.remove(peer.key, peer);
    }

    byte[] scratch(int length) {
        if (scratch.length < length) {
            scratch = new byte[length];
        }
        return scratch;
    }

    private void sendEmpty(PeerKey to, MessageType type, int messageId) {
        byte[] bytes = scratch(MessageEncoder.EMPTY_BYTES);
        MessageEncoder.encodeEmpty(bytes, 0, type, messageId);
        output.send(to, bytes, 0, MessageEncoder.EMPTY_BYTES);
    }

    private @Nullable Peer peer(PeerKey key, long now) {
        Peer peer = peers.get(key);
        if (peer == null && peers.size() < limits.maxPeers()) {
            peer = new Peer(key, this, now);
            peers.put(key, peer);
        }
        return peer;
    }

    @Override
    public String toString() {
        return "peers=" + peers.values() + " deadlines=" + deadlines.size() + " " + counters;
    }
}
