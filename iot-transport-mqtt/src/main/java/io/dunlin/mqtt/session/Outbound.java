/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.session;

import io.dunlin.mqtt.codec.Property;
import io.dunlin.mqtt.codec.QoS;
import io.dunlin.mqtt.codec.ReasonCode;
import io.dunlin.mqtt.session.PublishResult.NotSent;
import io.dunlin.mqtt.session.PublishResult.Why;
import io.dunlin.mqtt.session.QueueRule.WhenFull;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Messages on their way to the server: a bounded queue, and behind it those in flight ({@link InFlight}). A durable
 * message is in the store before it is sent, with the packet id that it is sent with, and leaves the store when it has
 * come to its end.
 */
final class Outbound {

    private static final long SECOND = 1_000_000_000L;

    /** So many packet ids durable messages may hold before their turn; the rest is for everything else. */
    private static final int MOST_NAMED = 16_384;

    /** How many messages get their packet ids together, so that one write of the store serves them all. */
    private static final int NAMED_TOGETHER = 512;

    private final SessionConfig config;
    private final PacketIds ids;
    private final Ledger ledger;
    private final SendQueue queue;
    private final InFlight inFlight;
    private @Nullable Connection connection;
    private long lastNumber;
    private boolean abandoned;

    Outbound(SessionConfig config, PacketIds ids, Ledger ledger) {
        this.config = config;
        this.ids = ids;
        this.ledger = ledger;
        this.queue = new SendQueue(config);
        this.inFlight = new InFlight(ids, ledger);
    }

    InFlight inFlight() {
        return inFlight;
    }

    int queued() {
        return queue.size();
    }

    void publish(Message message, PublishReport report, long now) {
        boolean acknowledged = message.qos() != QoS.AT_MOST_ONCE;
        if (abandoned || (!acknowledged && connection == null)) {
            report.done(new NotSent(Why.NOT_CONNECTED));
            return;
        }
        long seconds = message.properties().number(Property.MESSAGE_EXPIRY_INTERVAL, -1);
        Lane lane = queue.lane(message.topic());
        Outgoing added = new Outgoing(message, report, lane, seconds < 0 ? Long.MAX_VALUE : now + seconds * SECOND);
        queue.addLast(added);
        if (acknowledged && lane.rule.durable() && ledger.isAttached()) {
            makeRoom(added, now);
            if (queue.holds(added)) {
                store(added, now);
            }
        } else {
            pump(now);
            // What the connection took at once never counted against the queue.
            makeRoom(added, now);
        }
    }

    private void makeRoom(Outgoing added, long now) {
        Lane lane = added.lane;
        while (lane.isOver() && queue.holds(added)) {
            Outgoing oldest = lane.oldest();
            if (oldest.isExpired(now)) {
                drop(oldest, Why.EXPIRED);
            } else if (oldest == added || lane.rule.whenFull() == WhenFull.REFUSE) {
                drop(added, Why.QUEUE_FULL);
            } else {
                drop(oldest, Why.DROPPED);
            }
        }
    }

    private void store(Outgoing added, long now) {
        if (!ledger.take(added.message)) {
            drop(added, Why.QUEUE_FULL);
            return;
        }
        boolean inTurn = connection != null && !queue.hasUnnamed();
        queue.remove(added);
        added.number = ++lastNumber;
        added.id = inTurn && ids.inUse() < MOST_NAMED ? ids.take() : 0;
        queue.addLast(added);
        added.pending++;
        ledger.write(record(added, now), (durable, then) -> stored(added, durable, then));
    }

    private byte[] record(Outgoing entry, long now) {
        long expires = 0;
        long remaining = 0;
        if (entry.expiresAt != Long.MAX_VALUE) {
            remaining = remainingSeconds(entry, now);
            expires = ledger.store().wallMillis() + (entry.expiresAt - now) / 1_000_000;
        }
        return StoreRecords.message(entry.number, entry.id, entry.message, expires, remaining);
    }

    private void stored(Outgoing entry, boolean durable, long now) {
        entry.pending--;
        if (!durable) {
            if (!entry.over) {
                drop(entry, Why.NOT_STORED);
            }
            return;
        }
        entry.stored = true;
        entry.report.stored();
        if (abandoned && !entry.over) {
            entry.over = true;
            entry.report.done(PublishResult.Kept.INSTANCE);
        }
        pump(now);
    }

    /** Takes a message out of the queue for good. */
    private void drop(Outgoing entry, Why why) {
        queue.remove(entry);
        if (entry.id > 0) {
            ids.free(entry.id);
        }
        finish(entry, new NotSent(why));
    }

    private void finish(Outgoing entry, PublishResult result) {
        entry.over = true;
        ledger.done(entry);
        entry.report.done(result);
    }

    /** Begins on a new connection; {@link #pump} then sends. */
    void resume(Connection on) {
        connection = on;
        inFlight.resume(on);
    }

    void suspend() {
        connection = null;
        inFlight.suspend();
    }

    /** The server has lost the session, and with it all packet ids. */
    void startAgain() {
        Outgoing waiting = queue.first();
        while (waiting != null) {
            if (waiting.id > 0) {
                ids.free(waiting.id);
                queue.name(waiting, 0);
            }
            waiting = waiting.next;
        }
        for (Outgoing entry : inFlight.clear(config.lostSession())) {
            entry.sentNow = false;
            queue.addFirst(entry);
        }
    }

    /** Ends everything: the session will not be used again, but by the next process if there is a store. */
    void abandon(String why) {
        abandoned = true;
        connection = null;
        inFlight.abandon(why);
        for (Outgoing entry = queue.first(); entry != null; entry = queue.first()) {
            queue.remove(entry);
            // If its record is under way, the report waits for what becomes of that.
            if (entry.isDurable() && entry.stored) {
                entry.over = true;
                entry.report.done(PublishResult.Kept.INSTANCE);
            } else if (!entry.isDurable()) {
                entry.over = true;
                entry.report.done(new NotSent(Why.NOT_CONNECTED));
            }
        }
    }

    /** Sends what the window and the transport take: first again, then anew. */
    void pump(long now) {
        while (connection != null && connection.isWritable()) {
            Connection on = connection;
            if (inFlight.hasUnsent()) {
                if (!inFlight.sendAgain(on, now)) {
                    return;
                }
                continue;
            }
            Outgoing entry = queue.first();
            if (entry == null || entry.pending > 0) {
                return;
            }
            if (entry.isExpired(now)) {
                drop(entry, Why.EXPIRED);
                continue;
            }
            boolean acknowledged = entry.message.qos() != QoS.AT_MOST_ONCE;
            if (acknowledged && inFlight.isFull(on)) {
                return;
            }
            if (acknowledged && entry.id == 0) {
                if (ids.isExhausted()) {
                    return;
                }
                if (entry.isDurable()) {
                    nameTogether(entry);
                    continue;
                }
            }
            queue.remove(entry);
            send(entry, on, now);
        }
    }

    /** Gives the messages from this one on packet ids, and has that written. */
    private void nameTogether(Outgoing from) {
        Outgoing entry = from;
        for (int i = 0; i < NAMED_TOGETHER && entry != null && !ids.isExhausted(); i++) {
            Outgoing named = entry;
            entry = entry.next;
            if (named.isDurable() && named.id == 0 && (named == from || ids.inUse() < MOST_NAMED)) {
                queue.name(named, ids.take());
                named.pending++;
                ledger.write(
                        StoreRecords.named(named.number, named.id), (durable, then) -> named(named, durable, then));
            }
        }
    }

    private void named(Outgoing entry, boolean durable, long now) {
        entry.pending--;
        if (durable) {
            pump(now);
            return;
        }
        if (queue.holds(entry) && entry.id > 0) {
            ids.free(entry.id);
            queue.name(entry, 0);
        }
        if (connection != null) {
            connection.storeFailed(now);
        }
    }

    private void send(Outgoing entry, Connection on, long now) {
        boolean acknowledged = entry.message.qos() != QoS.AT_MOST_ONCE;
        if (acknowledged && entry.id == 0) {
            entry.id = ids.take();
        }
        Why obstacle = on.publish(entry, false, now);
        if (obstacle != null) {
            if (acknowledged) {
                ids.free(entry.id);
            }
            finish(entry, new NotSent(obstacle));
        } else if (acknowledged) {
            inFlight.add(entry);
        } else {
            finish(entry, new PublishResult.Accepted(ReasonCode.SUCCESS));
        }
    }

    /** Takes the messages that an earlier process left. */
    void restore(StoredState state, RestoredReports reports, long now) {
        lastNumber = state.lastNumber;
        long wallMillis = ledger.store().wallMillis();
        for (var each : state.messages.entrySet()) {
            StoredState.Stored stored = each.getValue();
            Message message = stored.message;
            Outgoing entry = new Outgoing(
                    message, reports.of(message), queue.lane(message.topic()), expiresAt(stored, now, wallMillis));
            entry.number = each.getKey();
            entry.stored = true;
            entry.id = stored.id;
            entry.released = stored.released;
            ledger.restored(message);
            if (entry.id > 0) {
                ids.reserve(entry.id);
                inFlight.restore(entry);
            } else {
                queue.addLast(entry);
            }
        }
    }

    /** The wall clock may be off by years: a message never gets more time than it had when it was written. */
    private static long expiresAt(StoredState.Stored stored, long now, long wallMillis) {
        if (stored.expiresMillis == 0) {
            return Long.MAX_VALUE;
        }
        long left = Math.min(stored.remainingSeconds * 1000, stored.expiresMillis - wallMillis);
        return now + Math.max(0, left) * 1_000_000;
    }

    /** Adds the records that make up the messages of the store. */
    void snapshot(List<byte[]> records, long now) {
        for (Outgoing entry = inFlight.first(); entry != null; entry = entry.next) {
            if (entry.isDurable()) {
                records.add(record(entry, now));
                if (entry.released || entry.releasing) {
                    records.add(StoreRecords.released(entry.number));
                }
            }
        }
        for (Outgoing entry = queue.first(); entry != null; entry = entry.next) {
            if (entry.isDurable()) {
                records.add(record(entry, now));
            }
        }
    }

    static long remainingSeconds(Outgoing entry, long now) {
        return Math.max(0, (entry.expiresAt - now + SECOND - 1) / SECOND);
    }
}
