/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap.exchange;

import io.dunlin.coap.codec.Code;
import io.dunlin.coap.codec.Message;
import io.dunlin.coap.codec.Option;
import io.dunlin.coap.codec.Options;
import org.jspecify.annotations.Nullable;

/**
 * A peer that observes a resource of this endpoint (RFC 7641 section 4). At most one notification is under way; what
 * changes meanwhile replaces what waits, so an observer that is slow sees fewer states but always the latest. One thread at
 * a time.
 */
public final class ServerObservation extends Deadline {

    private final Exchanges home;
    private final Peer peer;
    private final Message request;
    private final ObservePolicy policy;
    private final Handler handler;
    /** 24 bits that only grow (section 4.4). */
    private int number;

    private int sinceConfirmable;
    private long confirmableAt;
    private long spacedUntil;
    private int lastMessageId = -1;
    /** The confirmable notification that is not acknowledged yet. */
    private @Nullable Outgoing underWay;

    private @Nullable Notification waiting;
    private boolean ended;

    /** A state that has not left yet. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Notification(Code code, Options options, byte[] payload) {}

    /** Who is told that an observer is gone. */
    @FunctionalInterface
    public interface Handler {
        /** It has left, does not answer, has reset a notification, or has registered anew. Called once. */
        void ended();
    }

    ServerObservation(
            Exchanges home, Peer peer, Message request, ObservePolicy policy, int number, Handler handler, long now) {
        this.home = home;
        this.peer = peer;
        this.request = request;
        this.policy = policy;
        this.number = number;
        this.handler = handler;
        this.confirmableAt = now;
    }

    /**
     * Returns who observes.
     *
     * @return the peer
     */
    public PeerKey peer() {
        return peer.key;
    }

    /**
     * Returns what was asked.
     *
     * @return the registration, immutable
     */
    public Message request() {
        return request;
    }

    /**
     * Tells whether the observer is still there.
     *
     * @return whether {@link #notify} has an effect
     */
    public boolean isOpen() {
        return !ended;
    }

    int number() {
        return number;
    }

    /** Adds the number of the next state to the options of its message. */
    Options numbered(Options options) {
        number = (number + 1) & 0xFF_FFFF;
        return options.toBuilder()
                .without(Option.OBSERVE)
                .uint(Option.OBSERVE, number)
                .build();
    }

    /**
     * The resource has changed.
     *
     * @param code 2.05 or 2.03; any other code, an error for instance, is told and ends the observation
     * @param options the response's options
     * @param payload its payload; small enough for one datagram
     * @param now the monotonic time in nanoseconds
     */
    public void notify(Code code, Options options, byte[] payload, long now) {
        if (!code.isResponse()) {
            throw new IllegalArgumentException("an observer is notified with a response code, not " + code);
        }
        if (ended) {
            return;
        }
        if (!code.isSuccess()) {
            forget();
            submit(true, code, options.toBuilder().without(Option.OBSERVE).build(), payload, now);
            handler.ended();
            return;
        }
        waiting = new Notification(code, options, payload);
        flush(now);
    }

    private void flush(long now) {
        Notification next = waiting;
        if (ended || next == null) {
            return;
        }
        if (underWay != null) {
            underWay.replaceWhenSentAgain(() -> takeWaiting(true));
        } else if (now < spacedUntil) {
            home.deadlines.schedule(this, spacedUntil);
        } else {
            waiting = null;
            boolean left = submit(mustBeConfirmable(now), next.code, numbered(next.options), next.payload, now);
            if (!left) {
                // The peer has more messages to take than may wait for it: what is latest then is tried again.
                waiting = next;
                spacedUntil = now + home.timing.ackTimeoutNanos();
                home.deadlines.schedule(this, spacedUntil);
            }
        }
    }

    /** Section 4.5.2: what is sent again is not what is old meanwhile. */
    private byte @Nullable [] takeWaiting(boolean confirmable) {
        Notification next = waiting;
        waiting = null;
        return next == null
                ? null
                : home.encode(confirmable, next.code, request.token(), numbered(next.options), next.payload);
    }

    private boolean mustBeConfirmable(long now) {
        return sinceConfirmable + 1 >= policy.confirmableEvery()
                || now - confirmableAt >= policy.confirmableAfterNanos();
    }

    /** Returns whether there was room for the message. */
    private boolean submit(boolean confirmable, Code code, Options options, byte[] payload, long now) {
        byte[] bytes = home.encode(confirmable, code, request.token(), options, payload);
        if (!confirmable) {
            sinceConfirmable++;
            spacedUntil = now + policy.spacingNanos();
            sentOnce(peer.sendOnce(bytes, now));
            return true;
        }
        sinceConfirmable = 0;
        confirmableAt = now;
        long giveUpAt = now + home.timing.exchangeLifetimeNanos();
        Outgoing message = new Outgoing(peer, Outgoing.Purpose.NOTIFICATION, true, bytes, 0, giveUpAt, this::arrived);
        underWay = message;
        if (!peer.submit(message, now)) {
            home.counters.refused++;
            underWay = null;
            return false;
        }
        return true;
    }

    /** Remembers a message without acknowledgement, which may be reset. */
    void sentOnce(int messageId) {
        lastMessageId = messageId;
    }

    /** A confirmable notification, or the answer to the registration, has ended. */
    void arrived(Outcome outcome, long now) {
        underWay = null;
        if (ended) {
            return;
        }
        switch (outcome.kind()) {
            case RESPONSE, ACKNOWLEDGED, NOT_AWAITED -> flush(now);
            case TIMEOUT, RESET, BAD_RESPONSE, BUSY, DISCONNECTED, CANCELLED, CLOSED -> cancel();
        }
    }

    @Override
    void due(long now) {
        flush(now);
    }

    /** A reset came; returns whether it was for the last notification of this observation. */
    boolean reset(int messageId) {
        if (messageId != lastMessageId) {
            return false;
        }
        cancel();
        return true;
    }

    /** Ends the observation without a word. */
    public void cancel() {
        if (!ended) {
            forget();
            handler.ended();
        }
    }

    private void forget() {
        ended = true;
        waiting = null;
        home.deadlines.cancel(this);
        peer.forget(this);
    }
}
