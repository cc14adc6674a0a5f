/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.session;

import io.dunlin.mqtt.codec.Topics;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Messages that wait for the window or the connection, in the order of publishing, and how many of which rule may. */
final class SendQueue {

    private final OutgoingList list = new OutgoingList();
    private final List<Lane> lanes;
    private final Lane others;

    /** Durable messages in the queue that have no packet id yet. */
    private int unnamed;

    SendQueue(SessionConfig config) {
        List<Lane> ofRules = new ArrayList<>(config.queueRules().size());
        for (QueueRule rule : config.queueRules()) {
            ofRules.add(new Lane(rule));
        }
        this.lanes = ofRules;
        this.others = new Lane(config.queueRule());
    }

    Lane lane(String topic) {
        for (int i = 0; i < lanes.size(); i++) {
            if (Topics.matches(lanes.get(i).rule.filter(), topic)) {
                return lanes.get(i);
            }
        }
        return others;
    }

    int size() {
        return list.size();
    }

    @Nullable
    Outgoing first() {
        return list.first();
    }

    boolean holds(Outgoing entry) {
        return entry.list == list;
    }

    /** Tells whether a durable message waits for its packet id. */
    boolean hasUnnamed() {
        return unnamed > 0;
    }

    void addLast(Outgoing entry) {
        list.addLast(entry);
        entry.lane.addLast(entry);
        count(entry, 1);
    }

    void addFirst(Outgoing entry) {
        list.addFirst(entry);
        entry.lane.addFirst(entry);
        count(entry, 1);
    }

    void remove(Outgoing entry) {
        count(entry, -1);
        list.remove(entry);
        entry.lane.remove(entry);
    }

    /** Gives a message that waits its packet id, or takes it away. */
    void name(Outgoing entry, int id) {
        count(entry, -1);
        entry.id = id;
        count(entry, 1);
    }

    private void count(Outgoing entry, int by) {
        if (entry.isDurable() && entry.id == 0) {
            unnamed += by;
        }
    }
}
