/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.session;

import io.dunlin.mqtt.codec.Packet;
import io.dunlin.mqtt.codec.PacketType;
import io.dunlin.mqtt.codec.Publish;
import io.dunlin.mqtt.codec.PublishReply;
import io.dunlin.mqtt.codec.QoS;
import io.dunlin.mqtt.codec.ReasonCode;
import io.dunlin.mqtt.session.PublishResult.Why;
import io.dunlin.mqtt.session.SessionConfig.LostSession;
import java.util.ArrayDeque;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Messages on their way to the server: a bounded queue, and behind it those in flight in the order in which they were
 * first sent, which is the order in which they are sent again (MQTT 5.0, 4.4 and 4.6).
 */
final class Outbound {

    private final SessionConfig config;
    private final PacketIds ids;
    private final ArrayDeque<Entry> queue = new ArrayDeque<>();
    private long queuedBytes;

    /** In flight: a list in the order of sending, and the same entries by packet id. */
    private @Nullable Entry first;

    private @Nullable Entry last;
    private @Nullable Entry[] byId = new @Nullable Entry[16];
    private int inFlight;

    /** The first entry in flight that has not been sent on the present connection; those before it have. */
    private @Nullable Entry unsent;

    /** How many entries in flight have been sent on the present connection: what counts against Receive Maximum. */
    private int sentNow;

    private @Nullable Connection connection;
    private boolean abandoned;

    Outbound(SessionConfig config, PacketIds ids) {
        this.config = config;
        this.ids = ids;
    }

    private static final class Entry {
        final Message message;
        final PublishReport report;
        int id;

        /** QoS 2: PUBREC has come, PUBREL is to be answered. */
        boolean released;

        boolean sentNow;

        @Nullable
        Entry previous;

        @Nullable
        Entry next;

        Entry(Message message, PublishReport report) {
            this.message = message;
            this.report = report;
        }
    }

    int inFlight() {
        return inFlight;
    }

    int queued() {
        return queue.size();
    }

    void publish(Message message, PublishReport report, long now) {
        if (abandoned || (message.qos() == QoS.AT_MOST_ONCE && connection == null)) {
            report.done(new PublishResult.NotSent(Why.NOT_CONNECTED));
            return;
        }
        Entry added = new Entry(message, report);
        queue.add(added);
        queuedBytes += message.payload().length;
        pump(now);
        // What the connection took at once never counted against the queue.
        boolean full = queue.size() > config.maxQueuedMessages() || queuedBytes > config.maxQueuedBytes();
        if (full && queue.peekLast() == added) {
            queue.removeLast();
            queuedBytes -= message.payload().length;
            report.done(new PublishResult.NotSent(Why.QUEUE_FULL));
        }
    }

    /** Begins on a new connection, in the server's session or without it; {@link #pump} then sends. */
    void resume(Connection on, boolean sessionPresent) {
        connection = on;
        if (!sessionPresent) {
            startAgain();
        }
        for (Entry entry = first; entry != null; entry = entry.next) {
            entry.sentNow = false;
        }
        unsent = first;
        sentNow = 0;
    }

    void suspend() {
        connection = null;
    }

    /** The server has lost the session, and with it all packet ids. */
    private void startAgain() {
        Entry entry = last;
        first = null;
        last = null;
        unsent = null;
        Arrays.fill(byId, null);
        inFlight = 0;
        Entry reported = null;
        while (entry != null) {
            Entry previous = entry.previous;
            ids.free(entry.id);
            if (!entry.released && config.lostSession() == LostSession.REPUBLISH) {
                queue.addFirst(entry);
                queuedBytes += entry.message.payload().length;
                entry.previous = null;
                entry.next = null;
            } else {
                entry.next = reported;
                reported = entry;
            }
            entry = previous;
        }
        while (reported != null) {
            Entry next = reported.next;
            reported.report.done(
                    reported.released
                            ? new PublishResult.Accepted(ReasonCode.SUCCESS)
                            : new PublishResult.Unknown("the server lost the session"));
            reported = next;
        }
    }

    /** Ends everything: the session will not be used again. */
    void abandon(String why) {
        abandoned = true;
        connection = null;
        while (first != null) {
            Entry entry = first;
            finish(entry);
            entry.report.done(new PublishResult.Unknown(why));
        }
        for (Entry entry = queue.poll(); entry != null; entry = queue.poll()) {
            queuedBytes -= entry.message.payload().length;
            entry.report.done(new PublishResult.NotSent(Why.NOT_CONNECTED));
        }
    }

    /** Sends what the window and the transport take: first again, then anew. */
    void pump(long now) {
        while (connection != null && connection.isWritable()) {
            Connection on = connection;
            Entry entry = unsent;
            if (entry == null) {
                entry = queue.peek();
                if (entry == null) {
                    return;
                }
                boolean acknowledged = entry.message.qos() != QoS.AT_MOST_ONCE;
                if (acknowledged && (windowIsFull(on) || ids.isExhausted())) {
                    return;
                }
                queue.remove();
                queuedBytes -= entry.message.payload().length;
                sendNew(entry, on, now);
            } else if (windowIsFull(on)) {
                return;
            } else {
                unsent = entry.next;
                sendAgain(entry, on, now);
            }
        }
    }

    private boolean windowIsFull(Connection on) {
        return sentNow >= on.negotiated().receiveMaximum();
    }

    private void sendNew(Entry entry, Connection on, long now) {
        Message message = entry.message;
        boolean acknowledged = message.qos() != QoS.AT_MOST_ONCE;
        int id = acknowledged ? ids.take() : 0;
        Publish packet = packet(message, id, false);
        Why obstacle = obstacle(message, packet, on);
        if (obstacle != null) {
            if (acknowledged) {
                ids.free(id);
            }
            entry.report.done(new PublishResult.NotSent(obstacle));
        } else if (acknowledged) {
            entry.id = id;
            append(entry);
            on.send(packet, now);
        } else {
            on.send(packet, now);
            entry.report.done(new PublishResult.Accepted(ReasonCode.SUCCESS));
        }
    }

    private void sendAgain(Entry entry, Connection on, long now) {
        if (entry.released) {
            markSent(entry);
            on.send(new PublishReply(PacketType.PUBREL, entry.id, ReasonCode.SUCCESS), now);
            return;
        }
        Publish packet = packet(entry.message, entry.id, true);
        Why obstacle = obstacle(entry.message, packet, on);
        if (obstacle != null) {
            finish(entry);
            entry.report.done(new PublishResult.NotSent(obstacle));
        } else {
            markSent(entry);
            on.send(packet, now);
        }
    }

    private static Publish packet(Message message, int id, boolean dup) {
        return Publish.of(
                message.topic(), message.qos(), dup, message.retain(), id, message.properties(), message.payload());
    }

    /** What this connection's server will not take, or null. */
    private static @Nullable Why obstacle(Message message, Publish packet, Connection on) {
        Negotiated limits = on.negotiated();
        if (message.qos().compareTo(limits.maximumQos()) > 0) {
            return Why.QOS_NOT_SUPPORTED;
        }
        if (message.retain() && !limits.retainAvailable()) {
            return Why.RETAIN_NOT_SUPPORTED;
        }
        return on.fits(packet) ? null : Why.TOO_LARGE;
    }

    private void append(Entry entry) {
        entry.previous = last;
        if (last == null) {
            first = entry;
        } else {
            last.next = entry;
        }
        last = entry;
        if (entry.id >= byId.length) {
            byId = Arrays.copyOf(byId, Math.min(Packet.MAX_PACKET_ID + 1, Math.max(entry.id + 1, 2 * byId.length)));
        }
        byId[entry.id] = entry;
        inFlight++;
        markSent(entry);
    }

    private void markSent(Entry entry) {
        entry.sentNow = true;
        sentNow++;
    }

    private void finish(Entry entry) {
        if (entry == unsent) {
            unsent = entry.next;
        }
        if (entry.previous == null) {
            first = entry.next;
        } else {
            entry.previous.next = entry.next;
        }
        if (entry.next == null) {
            last = entry.previous;
        } else {
            entry.next.previous = entry.previous;
        }
        byId[entry.id] = null;
        ids.free(entry.id);
        inFlight--;
        if (entry.sentNow) {
            sentNow--;
        }
    }

    /** Takes PUBACK, PUBREC or PUBCOMP; those that nothing waits for are ignored or answered as 4.3 says. */
    void reply(PublishReply reply, Connection on, long now) {
        int id = reply.packetId();
        Entry entry = id < byId.length ? byId[id] : null;
        switch (reply.type()) {
            case PUBACK -> {
                if (entry != null && entry.message.qos() == QoS.AT_LEAST_ONCE) {
                    complete(entry, reply, now);
                }
            }
            case PUBREC -> received(entry, reply, on, now);
            case PUBCOMP -> {
                if (entry != null && entry.released) {
                    finish(entry);
                    entry.report.done(new PublishResult.Accepted(ReasonCode.SUCCESS));
                    pump(now);
                }
            }
            default -> throw new IllegalArgumentException(reply.type() + " is not for the sender of a message");
        }
    }

    private void received(@Nullable Entry entry, PublishReply reply, Connection on, long now) {
        if (entry == null || entry.message.qos() != QoS.EXACTLY_ONCE) {
            if (!reply.reason().isError()) {
                ReasonCode unknown = ReasonCode.PACKET_IDENTIFIER_NOT_FOUND;
                on.send(new PublishReply(PacketType.PUBREL, reply.packetId(), unknown), now);
            }
        } else if (reply.reason().isError()) {
            complete(entry, reply, now);
        } else {
            entry.released = true;
            on.send(new PublishReply(PacketType.PUBREL, entry.id, ReasonCode.SUCCESS), now);
        }
    }

    private void complete(Entry entry, PublishReply reply, long now) {
        finish(entry);
        entry.report.done(
                reply.reason().isError()
                        ? new PublishResult.Refused(reply.reason(), Connection.reasonString(reply.properties()))
                        : new PublishResult.Accepted(reply.reason()));
        pump(now);
    }
}
