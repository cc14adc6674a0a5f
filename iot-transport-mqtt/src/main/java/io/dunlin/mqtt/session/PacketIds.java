/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.session;

import io.dunlin.mqtt.codec.Packet;
import java.util.BitSet;

/** The packet ids of a client: one space for all its requests, the lowest free id first, from 1. */
final class PacketIds {

    private final BitSet used = new BitSet();

    /** No id below it is free. */
    private int lowest = 1;

    boolean isExhausted() {
        return used.nextClearBit(lowest) > Packet.MAX_PACKET_ID;
    }

    int take() {
        int id = used.nextClearBit(lowest);
        if (id > Packet.MAX_PACKET_ID) {
            throw new IllegalStateException("all packet ids are in use");
        }
        used.set(id);
        lowest = id + 1;
        return id;
    }

    /** Marks an id that an earlier process took. */
    void reserve(int id) {
        used.set(id);
    }

    void free(int id) {
        used.clear(id);
        lowest = Math.min(lowest, id);
    }

    int inUse() {
        return used.cardinality();
    }
}
