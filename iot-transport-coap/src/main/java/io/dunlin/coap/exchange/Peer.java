/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap.exchange;

import io.dunlin.coap.codec.Message;
import io.dunlin.coap.codec.MessageType;
import io.dunlin.coap.codec.Option;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that is between this endpoint and one peer. Its deadline is the time at which a message id becomes free or at which
 * it may be forgotten.
 */
final class Peer extends Deadline {

    final PeerKey key;
    final Exchanges home;
    /** Null until the peer sends the first message that must have its effect once. */
    @Nullable
    DedupRing seen;

    private final ArrayDeque<Outgoing> queue = new ArrayDeque<>(2);
    private final List<Outgoing> inFlight = new ArrayList<>(2);
    private final Map<Long, Outgoing> requests = new HashMap<>(4);
    /** What this endpoint observes there, by token. */
    private final Map<Long, ClientObservation> observing = new HashMap<>(0);
    /** What the peer observes here. */
    private final Map<Token, ServerObservation> observers = new HashMap<>(0);

    private final MessageIds messageIds;
    private boolean pumping;
    private int open;
    private long lastActive;

    Peer(PeerKey key, Exchanges home, long now) {
        this.key = key;
        this.home = home;
        this.messageIds = new MessageIds((int) home.random.nextLong(65_536), home.timing, now);
        touch(now);
        home.deadlines.schedule(this, now + home.timing.exchangeLifetimeNanos());
    }

    void touch(long now) {
        lastActive = now;
    }

    @Override
    void due(long now) {
        pump(now);
        long idleAt = lastActive + home.timing.exchangeLifetimeNanos();
        boolean nothingSeen = seen == null || seen.forget(now);
        boolean nothingSent = requests.isEmpty() && inFlight.isEmpty() && queue.isEmpty();
        boolean nothingObserved = observing.isEmpty() && observers.isEmpty();
        if (idleAt <= now && nothingSeen && open == 0 && nothingSent && nothingObserved) {
            home.forget(this);
        } else if (index < 0) {
            home.deadlines.schedule(this, Math.max(idleAt, now + home.timing.ackTimeoutNanos()));
        }
    }

    DedupRing seen() {
        DedupRing ring = seen;
        if (ring == null) {
            ExchangeLimits limits = home.limits;
            long lifetime = home.timing.exchangeLifetimeNanos();
            ring = new DedupRing(limits.maxRemembered(), limits.maxAnswerBytes(), lifetime);
            seen = ring;
        }
        return ring;
    }

    /** Sends a message as soon as NSTART allows; returns whether there is room for it. */
    boolean submit(Outgoing message, long now) {
        if (queue.size() >= home.limits.maxQueued()) {
            return false;
        }
        touch(now);
        if (message.isRequest()) {
            requests.put(message.token, message);
        }
        queue.add(message);
        message.queued();
        pump(now);
        return true;
    }

    private void pump(long now) {
        // A message that is sent may, within the call, be answered, which pumps again.
        if (pumping) {
            return;
        }
        pumping = true;
        try {
            while (!queue.isEmpty() && inFlight.size() < home.timing.nstart()) {
                long free = messageIds.freeAt(now);
                if (free > now) {
                    home.deadlines.schedule(this, Math.min(at, free));
                    return;
                }
                Outgoing message = queue.remove();
                inFlight.add(message);
                message.start(messageIds.next(now), now);
            }
        } finally {
            pumping = false;
        }
    }

    boolean mayUseId(long now) {
        return messageIds.freeAt(now) <= now;
    }

    int useId(long now) {
        return messageIds.next(now);
    }

    /** Sends a non-confirmable answer, which may be lost, at once or not at all; returns its id, or -1. */
    int sendOnce(byte[] message, long now) {
        if (!mayUseId(now)) {
            home.counters.refused++;
            return -1;
        }
        int id = messageIds.next(now);
        message[2] = (byte) (id >> 8);
        message[3] = (byte) id;
        home.output.send(key, message, 0, message.length);
        return id;
    }

    /** A message no longer counts against NSTART. */
    void landed(Outgoing message, long now) {
        inFlight.remove(message);
        pump(now);
    }

    void forget(Outgoing message, boolean queued) {
        if (queued) {
            queue.remove(message);
        }
        inFlight.remove(message);
        if (message.isRequest()) {
            requests.remove(message.token, message);
        }
    }

    void observe(ClientObservation observation) {
        observing.put(observation.token(), observation);
    }

    void forget(ClientObservation observation) {
        observing.remove(observation.token());
    }

    /** Registers an observer; one with the same token is replaced and its count goes on. */
    @Nullable
    ServerObservation observedBy(Message request, ObservePolicy policy, ServerObservation.Handler handler, long now) {
        Token token = new Token(request.token());
        ServerObservation before = observers.get(token);
        // Section 4.4: a number from the clock grows over a restart of the server too; 2^24 ns are about 17 ms.
        int number = before == null ? (int) (now >> 24) & 0xFF_FFFF : before.number();
        if (before != null) {
            before.cancel();
        }
        if (observers.size() >= policy.maxObservationsPerPeer() || home.observers >= policy.maxObservations()) {
            return null;
        }
        ServerObservation observation = new ServerObservation(home, this, request, policy, number, handler, now);
        observers.put(token, observation);
        home.observers++;
        return observation;
    }

    void forget(ServerObservation observation) {
        if (observers.remove(new Token(observation.request().token()), observation)) {
            home.observers--;
        }
    }

    /** The peer no longer observes what it registered with a token (RFC 7641 section 3.6). */
    void leaves(byte[] token) {
        ServerObservation observation = observers.get(new Token(token));
        if (observation != null) {
            observation.cancel();
        }
    }

    /** An acknowledgement without a response, or a reset. */
    void empty(MessageType type, int messageId, long now) {
        touch(now);
        Outgoing message = inFlight(messageId);
        if (message == null) {
            if (type != MessageType.RST || !resetsNotification(messageId)) {
                home.counters.unmatched++;
            }
        } else if (type == MessageType.ACK) {
            message.acknowledged(now);
        } else {
            message.end(new Outcome.Ended(Outcome.Kind.RESET), now);
        }
    }

    /** Tells whether a response belongs to a request; a piggybacked one by its id too (RFC 7252 section 5.3.2). */
    boolean expects(Message response) {
        long token = response.token64();
        Outgoing request = requests.get(token);
        if (response.type() == MessageType.ACK) {
            return request != null && request.isInFlight() && request.messageId() == response.messageId();
        }
        if (request != null && request.purpose == Outgoing.Purpose.DEREGISTRATION) {
            // A notification that crosses the cancellation is reset, which cancels too.
            return !response.options().has(Option.OBSERVE);
        }
        return request != null || observing.containsKey(token);
    }

    void response(Message response, long now) {
        touch(now);
        Outgoing request = requests.get(response.token64());
        ClientObservation observation = observing.get(response.token64());
        boolean crosses = request != null && request.isInFlight() && response.type() != MessageType.ACK;
        if (observation != null && (request == null || crosses)) {
            // A notification does not show that a registration under way has arrived.
            observation.notification(response, now);
        } else if (request != null) {
            request.end(new Outcome.Response(response.detached()), now);
        }
    }

    private boolean resetsNotification(int messageId) {
        for (ServerObservation observation : observers.values()) {
            if (observation.reset(messageId)) {
                return true;
            }
        }
        return false;
    }

    /** A response came that must be rejected. */
    void badResponse(long token, long now) {
        Outgoing request = requests.get(token);
        if (request != null) {
            request.end(new Outcome.Ended(Outcome.Kind.BAD_RESPONSE), now);
        }
    }

    long newToken() {
        long token;
        do {
            token = home.random.nextLong();
        } while (token == 0 || requests.containsKey(token) || observing.containsKey(token));
        return token;
    }

    boolean mayOpen() {
        return open < home.limits.maxOpen();
    }

    void opened() {
        open++;
    }

    void closed() {
        open--;
    }

    /** All that is between the two ends is over. */
    void close(Outcome.Kind why, long now) {
        List<Outgoing> all = new ArrayList<>(queue);
        all.addAll(inFlight);
        all.addAll(requests.values());
        for (Outgoing message : all) {
            message.end(new Outcome.Ended(why), now);
        }
        for (ClientObservation observation : new ArrayList<>(observing.values())) {
            observation.end(new Outcome.Ended(why), now);
        }
        for (ServerObservation observation : new ArrayList<>(observers.values())) {
            observation.cancel();
        }
        home.deadlines.cancel(this);
    }

    private @Nullable Outgoing inFlight(int messageId) {
        for (int i = 0; i < inFlight.size(); i++) {
            if (inFlight.get(i).messageId() == messageId) {
                return inFlight.get(i);
            }
        }
        return null;
    }

    @Override
    public String toString() {
        return key + " inFlight=" + inFlight.size() + " queued=" + queue.size() + " requests=" + requests.size()
                + " open=" + open + " remembered=" + (seen == null ? 0 : seen.size());
    }
}
