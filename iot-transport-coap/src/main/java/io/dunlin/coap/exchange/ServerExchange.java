/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap.exchange;

import io.dunlin.coap.codec.Code;
import io.dunlin.coap.codec.Message;
import io.dunlin.coap.codec.MessageEncoder;
import io.dunlin.coap.codec.MessageType;
import io.dunlin.coap.codec.Option;
import io.dunlin.coap.codec.Options;
import org.jspecify.annotations.Nullable;

/**
 * A request of a peer that waits for its answer. An answer that comes soon rides on the acknowledgement; else the request
 * is acknowledged alone and the answer follows in a message of its own (RFC 7252 section 5.2).
 */
public final class ServerExchange extends Deadline {

    private final Exchanges home;
    private final Peer peer;
    private final Message request;
    private long entry;
    private boolean acknowledged;
    private boolean open;
    private boolean done;
    private @Nullable ServerObservation observation;

    ServerExchange(Exchanges home, Peer peer, Message request, long entry) {
        this.home = home;
        this.peer = peer;
        this.request = request;
        this.entry = entry;
    }

    /**
     * Returns who asks.
     *
     * @return the peer
     */
    public PeerKey peer() {
        return peer.key;
    }

    /**
     * Returns what is asked.
     *
     * @return the request, immutable
     */
    public Message request() {
        return request;
    }

    /**
     * Registers the peer as an observer of what it asks for (RFC 7641 section 4.1). Call it before {@link #respond}, whose
     * answer is then the first state.
     *
     * @param policy how observers are served
     * @param handler told when the observer is gone
     * @param now the monotonic time in nanoseconds
     * @return the observation, or null if the request does not ask for one or there are too many
     */
    public @Nullable ServerObservation observe(ObservePolicy policy, ServerObservation.Handler handler, long now) {
        boolean asks = request.code().isSafe() && request.options().uint(Option.OBSERVE, 1) == 0;
        observation = asks && !done ? peer.observedBy(request, policy, handler, now) : null;
        return observation;
    }

    /** Ends the observation that the peer began with the same token, if it asks for that (RFC 7641 section 3.6). */
    public void leaveIfAsked() {
        if (request.options().uint(Option.OBSERVE, 0) == 1) {
            peer.leaves(request.token());
        }
    }

    /**
     * Answers. Only the first answer counts, and none that comes later than EXCHANGE_LIFETIME.
     *
     * @param code a response code
     * @param options the response's options
     * @param payload the response's payload; small enough for one datagram
     * @param now the monotonic time in nanoseconds
     */
    public void respond(Code code, Options options, byte[] payload, long now) {
        if (!code.isResponse()) {
            throw new IllegalArgumentException("a request is answered with a response code, not " + code);
        }
        if (done) {
            return;
        }
        if (isUnwanted(code)) {
            ignore();
            return;
        }
        finish();
        if (observation == null) {
            answer(code, options, payload, now);
        } else if (code.isSuccess()) {
            answer(code, observation.numbered(options), payload, now);
        } else {
            observation.cancel();
            answer(code, options, payload, now);
        }
    }

    /** RFC 7967 section 2.1; a client that sends blocks needs to know which have arrived. */
    private boolean isUnwanted(Code code) {
        long unwanted = request.options().uint(Option.NO_RESPONSE, 0);
        return (unwanted >> (code.codeClass() - 1) & 1) != 0 && code != Code.CONTINUE && observation == null;
    }

    private void answer(Code code, Options options, byte[] payload, long now) {
        byte[] token = request.token();
        if (request.type() == MessageType.NON || acknowledged) {
            respondApart(code, options, payload, token, now);
            return;
        }
        int length = MessageEncoder.length(token.length, options, payload.length);
        byte[] answer = remembers() ? new byte[length] : home.scratch(length);
        MessageEncoder.encode(
                answer, 0, MessageType.ACK, code, request.messageId(), token, options, payload, 0, payload.length);
        if (remembers()) {
            if (request.code().isSafe()) {
                mark(DedupRing.State.AGAIN);
            } else {
                peer.seen().keep(entry, request.fingerprint(), answer);
            }
        }
        home.output.send(peer.key, answer, 0, length);
    }

    /**
     * Ends the exchange without a response (RFC 7967, RFC 7252 section 5.2.3). A confirmable request is acknowledged, so
     * that the peer stops asking.
     */
    public void ignore() {
        if (done) {
            return;
        }
        finish();
        if (request.type() == MessageType.CON && !acknowledged) {
            acknowledge();
        }
    }

    private void respondApart(Code code, Options options, byte[] payload, byte[] token, long now) {
        boolean confirmable = request.type() == MessageType.CON;
        byte[] bytes = home.encode(confirmable, code, token, options, payload);
        if (confirmable) {
            long giveUpAt = now + home.timing.exchangeLifetimeNanos();
            Outcome.Handler handler = observation == null ? null : observation::arrived;
            Outgoing response = new Outgoing(peer, Outgoing.Purpose.RESPONSE, true, bytes, 0, giveUpAt, handler);
            if (!peer.submit(response, now)) {
                home.counters.refused++;
            }
        } else {
            mark(DedupRing.State.SILENT);
            int id = peer.sendOnce(bytes, now);
            if (observation != null) {
                observation.sentOnce(id);
            }
        }
    }

    /** The service takes its time: the request is remembered and will be acknowledged alone. */
    void later(long now) {
        if (done) {
            return;
        }
        if (!remembers()) {
            entry = peer.seen().add(request.messageId(), request.fingerprint(), now);
        }
        peer.opened();
        open = true;
        long ackAt = now + home.timing.ackDelayNanos();
        home.deadlines.schedule(this, request.type() == MessageType.CON ? ackAt : endAt(now));
    }

    @Override
    void due(long now) {
        if (request.type() == MessageType.CON && !acknowledged) {
            acknowledge();
            home.deadlines.schedule(this, endAt(now));
        } else {
            finish();
        }
    }

    private void acknowledge() {
        acknowledged = true;
        mark(DedupRing.State.ACKNOWLEDGED);
        byte[] ack = home.scratch(MessageEncoder.EMPTY_BYTES);
        MessageEncoder.encodeEmpty(ack, 0, MessageType.ACK, request.messageId());
        home.output.send(peer.key, ack, 0, MessageEncoder.EMPTY_BYTES);
    }

    private void finish() {
        done = true;
        home.deadlines.cancel(this);
        if (open) {
            open = false;
            peer.closed();
        }
    }

    private void mark(DedupRing.State state) {
        if (remembers()) {
            peer.seen().mark(entry, request.fingerprint(), state);
        }
    }

    private boolean remembers() {
        return entry >= 0;
    }

    private long endAt(long now) {
        return now + home.timing.exchangeLifetimeNanos();
    }
}
