/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap.exchange;

import org.jspecify.annotations.Nullable;

/**
 * One message of ours on its way (RFC 7252 section 4.2): it waits for NSTART, is sent, is sent again while it is
 * confirmable and not acknowledged, and ends. A request goes on until its response.
 */
final class Outgoing extends Deadline implements ClientExchange {

    /** What a message is for. */
    enum Purpose {
        /** A request of ours: ends with its response. */
        REQUEST,
        /** Ends an observation of ours: ends with a response that is no notification (RFC 7641 section 3.6). */
        DEREGISTRATION,
        /** An answer to the peer: ends when acknowledged. */
        RESPONSE,
        /** An answer that comes again when its resource changes: ends when acknowledged. */
        NOTIFICATION,
        /** An empty message that makes the peer answer with a reset. */
        PING
    }

    /** Gives the bytes that take the place of older ones. */
    @FunctionalInterface
    interface Replacement {
        /** Returns an encoded message whose id is not filled in, or null to send the same again. */
        byte @Nullable [] next();
    }

    private enum Phase {
        QUEUED,
        IN_FLIGHT,
        /** The message has arrived or needs no acknowledgement; the response is awaited. */
        AWAITING,
        ENDED
    }

    final Purpose purpose;
    final boolean confirmable;
    byte[] bytes;
    final long token;
    private final Peer peer;
    private final Outcome.@Nullable Handler handler;
    private final long giveUpAt;
    /** Whether a response may come; else the request ends when it has left or arrived. */
    private boolean answered = true;

    private @Nullable Replacement replacement;
    private Phase phase = Phase.QUEUED;
    private int messageId;
    private int retransmissions;
    private long timeout;
    private long timeoutAt;

    /**
     * Creates a message.
     *
     * @param bytes the encoded message, whose id is filled in when it is first sent
     */
    Outgoing(
            Peer peer,
            Purpose purpose,
            boolean confirmable,
            byte[] bytes,
            long token,
            long giveUpAt,
            Outcome.@Nullable Handler handler) {
        this.peer = peer;
        this.purpose = purpose;
        this.confirmable = confirmable;
        this.bytes = bytes;
        this.token = token;
        this.giveUpAt = giveUpAt;
        this.handler = handler;
    }

    int messageId() {
        return messageId;
    }

    Outgoing withoutResponse() {
        answered = false;
        return this;
    }

    boolean isRequest() {
        return purpose == Purpose.REQUEST || purpose == Purpose.DEREGISTRATION;
    }

    /** If the message has to be sent again, or has not been sent, something newer is sent instead. */
    void replaceWhenSentAgain(Replacement newer) {
        replacement = newer;
    }

    boolean isInFlight() {
        return phase == Phase.IN_FLIGHT;
    }

    void queued() {
        peer.home.deadlines.schedule(this, giveUpAt);
    }

    void start(int id, long now) {
        takeReplacement(id);
        phase = Phase.IN_FLIGHT;
        Timing timing = peer.home.timing;
        timeout = timing.ackTimeoutNanos() + peer.home.random.nextLong(timing.ackSpreadNanos() + 1);
        timeoutAt = now + timeout;
        peer.home.deadlines.schedule(this, Math.min(timeoutAt, giveUpAt));
        peer.home.output.send(peer.key, bytes, 0, bytes.length);
    }

    private void takeReplacement(int id) {
        byte[] newer = replacement == null ? null : replacement.next();
        replacement = null;
        if (newer != null) {
            bytes = newer;
        }
        messageId = id;
        bytes[2] = (byte) (id >> 8);
        bytes[3] = (byte) id;
    }

    /** An acknowledgement came, alone or with the response. */
    void acknowledged(long now) {
        if (!isRequest()) {
            // For a ping any sign of life is the answer.
            end(new Outcome.Ended(purpose == Purpose.PING ? Outcome.Kind.RESET : Outcome.Kind.ACKNOWLEDGED), now);
        } else if (phase == Phase.IN_FLIGHT) {
            await(now);
        }
    }

    private void await(long now) {
        if (!answered) {
            end(new Outcome.Ended(Outcome.Kind.NOT_AWAITED), now);
            return;
        }
        phase = Phase.AWAITING;
        peer.home.deadlines.schedule(this, giveUpAt);
        peer.landed(this, now);
    }

    @Override
    void due(long now) {
        if (now >= giveUpAt) {
            end(new Outcome.Ended(Outcome.Kind.TIMEOUT), now);
        } else if (!confirmable) {
            await(now);
        } else if (retransmissions == peer.home.timing.maxRetransmit()) {
            end(new Outcome.Ended(Outcome.Kind.TIMEOUT), now);
        } else {
            retransmissions++;
            peer.home.counters.retransmissions++;
            timeout *= 2;
            timeoutAt += timeout;
            if (replacement != null && peer.mayUseId(now)) {
                // Another message needs another id (RFC 7641 section 4.5.2); the attempts are counted on.
                takeReplacement(peer.useId(now));
            }
            peer.home.deadlines.schedule(this, Math.min(timeoutAt, giveUpAt));
            peer.home.output.send(peer.key, bytes, 0, bytes.length);
        }
    }

    void end(Outcome outcome, long now) {
        if (phase == Phase.ENDED) {
            return;
        }
        Phase before = phase;
        phase = Phase.ENDED;
        peer.home.deadlines.cancel(this);
        peer.forget(this, before == Phase.QUEUED);
        try {
            if (handler != null) {
                handler.ended(outcome, now);
            }
        } finally {
            if (before == Phase.IN_FLIGHT) {
                peer.landed(this, now);
            }
        }
    }

    @Override
    public void cancel(long now) {
        end(new Outcome.Ended(Outcome.Kind.CANCELLED), now);
    }
}
