/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap.exchange;

import io.dunlin.coap.codec.Code;
import io.dunlin.coap.codec.Message;
import io.dunlin.coap.codec.MessageType;
import io.dunlin.coap.codec.Option;
import io.dunlin.coap.codec.Options;

/**
 * A resource of a peer that this endpoint observes (RFC 7641 section 3). It registers, takes notifications in the order in
 * which they were made, and registers again when it has not heard of the resource for as long as the last notification was
 * fresh. One thread at a time.
 */
public final class ClientObservation extends Deadline {

    private static final long SECOND = 1_000_000_000L;
    private static final long DEFAULT_MAX_AGE = 60;
    /** Section 3.4: after that long any notification is newer. */
    private static final long ORDERED_NANOS = 128 * SECOND;

    private static final int HALF = 1 << 23;

    private final Exchanges home;
    private final Peer peer;
    private final Code code;
    private final Options options;
    private final byte[] payload;
    private final long token;
    private final long timeoutNanos;
    private final Handler handler;
    private ClientExchange registration = now -> {};
    private boolean registering;
    private boolean ended;
    private boolean heard;
    private long registeredAt;
    private long heardAt;
    private int newest;

    /** Who is told of an observation. */
    public interface Handler {
        /**
         * The resource has a new state, or this is its first. Never called with an older state than before.
         *
         * @param notification a response of class 2 with an Observe option; if it came in blocks this is the first
         * @param now the monotonic time in nanoseconds
         */
        void notified(Message notification, long now);

        /**
         * The observation is over. Called once, unless it was cancelled.
         *
         * @param outcome a response without an Observe option: an error, or the state of a resource that cannot be
         *     observed any more; or why there is none
         * @param now the monotonic time in nanoseconds
         */
        void ended(Outcome outcome, long now);
    }

    ClientObservation(
            Exchanges home, Peer peer, Code code, Options options, byte[] payload, long timeoutNanos, Handler handler) {
        this.home = home;
        this.peer = peer;
        this.code = code;
        this.options = options;
        this.payload = payload;
        this.token = peer.newToken();
        this.timeoutNanos = timeoutNanos;
        this.handler = handler;
    }

    long token() {
        return token;
    }

    /**
     * Registers, or registers again now: the answer is the present state.
     *
     * @param now the monotonic time in nanoseconds
     */
    public void register(long now) {
        if (ended || registering) {
            return;
        }
        registering = true;
        registeredAt = now;
        home.deadlines.cancel(this);
        registration = home.send(
                peer,
                Outgoing.Purpose.REQUEST,
                true,
                code,
                observing(0),
                payload,
                token,
                timeoutNanos,
                this::registered,
                now);
    }

    /**
     * Registers again after a short while, because the present state could not be read.
     *
     * @param now the monotonic time in nanoseconds
     */
    void registerSoon(long now) {
        if (!ended && !registering) {
            Timing timing = home.timing;
            long spread = home.random.nextLong(timing.ackSpreadNanos() + 1);
            home.deadlines.schedule(this, now + timing.ackTimeoutNanos() + spread);
        }
    }

    private Options observing(int value) {
        return options.toBuilder().uint(Option.OBSERVE, value).build();
    }

    private void registered(Outcome outcome, long now) {
        registering = false;
        if (ended) {
            return;
        }
        if (outcome instanceof Outcome.Response response) {
            Message message = response.message();
            // What rides on the acknowledgement answers the latest registration, so it is newer than all that came
            // before
            // that, even when the server has restarted and counts from the beginning.
            take(message, message.type() == MessageType.ACK && !heardSinceRegistering(), now);
        } else if (outcome.kind() == Outcome.Kind.TIMEOUT && heardSinceRegistering()) {
            // The server notifies: only its answer to the registration itself was lost.
            registerLater(DEFAULT_MAX_AGE, now);
        } else {
            end(outcome, now);
        }
    }

    /** A response came that belongs to no request that waits for it. */
    void notification(Message message, long now) {
        take(message, false, now);
    }

    private boolean heardSinceRegistering() {
        return heard && heardAt - registeredAt >= 0;
    }

    private void take(Message message, boolean newerThanAll, long now) {
        if (!message.options().has(Option.OBSERVE) || !message.code().isSuccess()) {
            end(new Outcome.Response(message.detached()), now);
            return;
        }
        if (!registering) {
            registerLater(message.options().uint(Option.MAX_AGE, DEFAULT_MAX_AGE), now);
        }
        int number = (int) message.options().uint(Option.OBSERVE, 0);
        if (!newerThanAll && heard && !isNewer(number, now)) {
            return;
        }
        newest = number;
        heard = true;
        heardAt = now;
        handler.notified(message.detached(), now);
    }

    /** RFC 7641 section 3.4. */
    private boolean isNewer(int number, long now) {
        int ahead = number - newest;
        return (ahead > 0 && ahead < HALF) || ahead < -HALF || now - heardAt > ORDERED_NANOS;
    }

    /** Section 3.3.1: not before the state is stale, and spread so that not all observers come at once. */
    private void registerLater(long maxAgeSeconds, long now) {
        long spread = 5 * SECOND + home.random.nextLong(10 * SECOND);
        home.deadlines.schedule(this, now + maxAgeSeconds * SECOND + spread);
    }

    @Override
    void due(long now) {
        register(now);
    }

    /**
     * Ends the observation: tells the server, and resets a notification that comes all the same (section 3.6). The handler
     * is told nothing more.
     *
     * @param now the monotonic time in nanoseconds
     */
    public void cancel(long now) {
        if (ended) {
            return;
        }
        forget(now);
        home.send(
                peer,
                Outgoing.Purpose.DEREGISTRATION,
                true,
                code,
                observing(1),
                payload,
                token,
                home.timing.maxTransmitWaitNanos(),
                (outcome, at) -> {},
                now);
    }

    void end(Outcome outcome, long now) {
        if (!ended) {
            forget(now);
            handler.ended(outcome, now);
        }
    }

    private void forget(long now) {
        ended = true;
        home.deadlines.cancel(this);
        peer.forget(this);
        registration.cancel(now);
    }
}
