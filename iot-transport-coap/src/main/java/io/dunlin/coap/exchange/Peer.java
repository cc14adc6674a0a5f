/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap.exchange;

import io.dunlin.coap.codec.Message;
import io.dunlin.coap.codec.MessageType;
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
        if (idleAt <= now && nothingSeen && open == 0 && requests.isEmpty() && inFlight.isEmpty() && queue.isEmpty()) {
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
        if (message.purpose == Outgoing.Purpose.REQUEST) {
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

    /** Sends a non-confirmable answer, which may be lost, at once or not at all. */
    void sendOnce(byte[] message, long now) {
        if (messageIds.freeAt(now) > now) {
            home.counters.refused++;
            return;
        }
        int id = messageIds.next(now);
        message[2] = (byte) (id >> 8);
        message[3] = (byte) id;
        home.output.send(key, message, 0, message.length);
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
        if (message.purpose == Outgoing.Purpose.REQUEST) {
            requests.remove(message.token);
        }
    }

    /** An acknowledgement without a response, or a reset. */
    void empty(MessageType type, int messageId, long now) {
        touch(now);
        Outgoing message = inFlight(messageId);
        if (message == null) {
            home.counters.unmatched++;
        } else if (type == MessageType.ACK) {
            message.acknowledged(now);
        } else {
            message.end(new Outcome.Ended(Outcome.Kind.RESET), now);
        }
    }

    /** Tells whether a response belongs to a request; a piggybacked one by its id too (RFC 7252 section 5.3.2). */
    boolean expects(Message response) {
        Outgoing request = requests.get(response.token64());
        return request != null
                && (response.type() != MessageType.ACK
                        || (request.isInFlight() && request.messageId() == response.messageId()));
    }

    void response(Message response, long now) {
        Outgoing request = requests.get(response.token64());
        if (request != null) {
            touch(now);
            request.end(new Outcome.Response(response.detached()), now);
        }
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
        } while (token == 0 || requests.containsKey(token));
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

    void close(long now) {
        List<Outgoing> all = new ArrayList<>(queue);
        all.addAll(inFlight);
        all.addAll(requests.values());
        for (Outgoing message : all) {
            message.end(new Outcome.Ended(Outcome.Kind.CLOSED), now);
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
