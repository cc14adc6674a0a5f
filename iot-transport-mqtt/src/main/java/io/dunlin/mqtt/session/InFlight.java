/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.session;

import io.dunlin.mqtt.codec.Packet;
import io.dunlin.mqtt.codec.PacketType;
import io.dunlin.mqtt.codec.PublishReply;
import io.dunlin.mqtt.codec.QoS;
import io.dunlin.mqtt.codec.ReasonCode;
import io.dunlin.mqtt.session.PublishResult.NotSent;
import io.dunlin.mqtt.session.PublishResult.Why;
import io.dunlin.mqtt.session.SessionConfig.LostSession;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Messages that were sent and not yet acknowledged, in the order in which they were first sent, which is the order in
 * which they are sent again (MQTT 5.0, 4.4 and 4.6), and the same by packet id.
 */
final class InFlight {

    private final PacketIds ids;
    private final Ledger ledger;
    private final OutgoingList list = new OutgoingList();
    private @Nullable Outgoing[] byId = new @Nullable Outgoing[16];

    /** The first that has not been sent on the present connection; those before it have. */
    private @Nullable Outgoing unsent;

    /** How many have been sent on the present connection: what counts against Receive Maximum. */
    private int sentNow;

    private @Nullable Connection connection;

    InFlight(PacketIds ids, Ledger ledger) {
        this.ids = ids;
        this.ledger = ledger;
    }

    int size() {
        return list.size();
    }

    @Nullable
    Outgoing first() {
        return list.first();
    }

    boolean isFull(Connection on) {
        return sentNow >= on.negotiated().receiveMaximum();
    }

    boolean hasUnsent() {
        return unsent != null;
    }

    void resume(Connection on) {
        connection = on;
        for (Outgoing entry = list.first(); entry != null; entry = entry.next) {
            entry.sentNow = false;
        }
        unsent = list.first();
        sentNow = 0;
    }

    void suspend() {
        connection = null;
        unsent = null;
    }

    /** Takes a message that has just been sent. */
    void add(Outgoing entry) {
        restore(entry);
        markSent(entry);
    }

    /** Takes a message that may have been sent by an earlier process. */
    void restore(Outgoing entry) {
        list.addLast(entry);
        if (entry.id >= byId.length) {
            byId = Arrays.copyOf(byId, Math.min(Packet.MAX_PACKET_ID + 1, Math.max(entry.id + 1, 2 * byId.length)));
        }
        byId[entry.id] = entry;
    }

    /** Sends the next one again, or its PUBREL; returns whether it did, or found that it need not. */
    boolean sendAgain(Connection on, long now) {
        Outgoing entry = unsent;
        if (entry == null || isFull(on) || entry.pending > 0) {
            return false;
        }
        unsent = entry.next;
        if (entry.released) {
            markSent(entry);
            on.send(new PublishReply(PacketType.PUBREL, entry.id, ReasonCode.SUCCESS), now);
            return true;
        }
        Why obstacle = on.publish(entry, true, now);
        if (obstacle == null) {
            markSent(entry);
        } else {
            finish(entry, new NotSent(obstacle));
        }
        return true;
    }

    private void markSent(Outgoing entry) {
        entry.sentNow = true;
        sentNow++;
    }

    private void remove(Outgoing entry) {
        if (entry == unsent) {
            unsent = entry.next;
        }
        list.remove(entry);
        byId[entry.id] = null;
        ids.free(entry.id);
        if (entry.sentNow) {
            sentNow--;
        }
    }

    private void finish(Outgoing entry, PublishResult result) {
        entry.over = true;
        ledger.done(entry);
        remove(entry);
        entry.report.done(result);
    }

    /**
     * The server has lost the session. Returns what is to be published again, newest first and without packet ids: also
     * what it had answered with PUBREC, since it may have lost that before it passed it on.
     */
    List<Outgoing> clear(LostSession policy) {
        List<Outgoing> all = new ArrayList<>();
        for (Outgoing entry = list.last(); entry != null; entry = list.last()) {
            remove(entry);
            entry.id = 0;
            entry.released = false;
            entry.releasing = false;
            all.add(entry);
        }
        if (policy == LostSession.REPUBLISH) {
            return all;
        }
        for (int i = all.size() - 1; i >= 0; i--) {
            Outgoing entry = all.get(i);
            entry.over = true;
            ledger.done(entry);
            entry.report.done(new PublishResult.Unknown("the server lost the session"));
        }
        return List.of();
    }

    void abandon(String why) {
        connection = null;
        for (Outgoing entry = list.first(); entry != null; entry = list.first()) {
            remove(entry);
            entry.over = true;
            entry.report.done(entry.isDurable() ? PublishResult.Kept.INSTANCE : new PublishResult.Unknown(why));
        }
    }

    /** Takes PUBACK, PUBREC or PUBCOMP; those that nothing waits for are ignored or answered as 4.3 says. */
    void reply(PublishReply reply, Connection on, long now) {
        int id = reply.packetId();
        Outgoing entry = id < byId.length ? byId[id] : null;
        switch (reply.type()) {
            case PUBACK -> {
                if (entry != null && entry.message.qos() == QoS.AT_LEAST_ONCE) {
                    finish(entry, answer(reply));
                }
            }
            case PUBREC -> received(entry, reply, on, now);
            case PUBCOMP -> {
                if (entry != null && entry.released) {
                    finish(entry, new PublishResult.Accepted(ReasonCode.SUCCESS));
                }
            }
            default -> throw new IllegalArgumentException(reply.type() + " is not for the sender of a message");
        }
    }

    private void received(@Nullable Outgoing entry, PublishReply reply, Connection on, long now) {
        if (entry == null || entry.message.qos() != QoS.EXACTLY_ONCE) {
            if (!reply.reason().isError()) {
                ReasonCode unknown = ReasonCode.PACKET_IDENTIFIER_NOT_FOUND;
                on.send(new PublishReply(PacketType.PUBREL, reply.packetId(), unknown), now);
            }
        } else if (entry.released) {
            on.send(new PublishReply(PacketType.PUBREL, entry.id, ReasonCode.SUCCESS), now);
        } else if (reply.reason().isError()) {
            finish(entry, answer(reply));
        } else if (!entry.isDurable()) {
            entry.released = true;
            on.send(new PublishReply(PacketType.PUBREL, entry.id, ReasonCode.SUCCESS), now);
        } else if (!entry.releasing) {
            // Once PUBREL has left, the server forgets the packet id: sending the message again would double it.
            entry.releasing = true;
            entry.pending++;
            ledger.write(
                    StoreRecords.released(entry.number), (durable, then) -> releaseWritten(entry, on, durable, then));
        }
    }

    private void releaseWritten(Outgoing entry, Connection on, boolean durable, long now) {
        entry.pending--;
        if (entry.over || !entry.releasing) {
            // The server has lost the session meanwhile.
            return;
        }
        entry.releasing = false;
        entry.released = durable;
        if (connection != on) {
            // Its turn comes on the new connection, if that has not waited for this.
            pump(now);
        } else if (durable) {
            on.send(new PublishReply(PacketType.PUBREL, entry.id, ReasonCode.SUCCESS), now);
        } else {
            on.storeFailed(now);
        }
    }

    private void pump(long now) {
        if (connection != null) {
            connection.pump(now);
        }
    }

    private static PublishResult answer(PublishReply reply) {
        return reply.reason().isError()
                ? new PublishResult.Refused(reply.reason(), Connection.reasonString(reply.properties()))
                : new PublishResult.Accepted(reply.reason());
    }
}
