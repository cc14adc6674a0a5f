/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.samples.quickstart.report;

import io.dunlin.core.BootEpoch;
import io.dunlin.core.DeviceId;
import io.dunlin.core.Tenant;
import io.dunlin.core.telemetry.Incarnation;
import io.dunlin.core.telemetry.IngestWindow;
import io.dunlin.core.telemetry.SeqRange;
import io.dunlin.fleet.store.Database;
import io.dunlin.fleet.store.StoreException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.BitSet;

/**
 * What the fleet remembers of one device's messages, beside the values themselves.
 *
 * @param settled the numbers that are stored or known to be lost
 * @param declared the numbers that the device declared as lost
 * @param epochs the boots that the fleet heard of
 * @param rows how many rows it counted when it stored them
 * @param repeated how many messages came again and were not stored again
 */
record StoredWindows(BitSet settled, BitSet declared, int epochs, long rows, long repeated) {

    /** Far more than a story has messages: a number beyond this is nonsense. */
    private static final long MOST_MESSAGES = 1 << 24;

    private static final Incarnation ANY = new Incarnation(0, 0);

    static StoredWindows of(Database database, Tenant tenant, DeviceId device) throws StoreException {
        return database.transaction("read the windows of " + device, c -> {
            BitSet settled = new BitSet();
            int epochs = 0;
            long rows = 0;
            long repeated = 0;
            try (PreparedStatement select = c.prepareStatement("SELECT state, stored_rows, duplicates, epoch"
                    + " FROM ingest_window WHERE tenant = ? AND device = ?")) {
                select.setString(1, tenant.value());
                select.setString(2, device.value());
                try (ResultSet line = select.executeQuery()) {
                    while (line.next()) {
                        IngestWindow window = IngestWindow.of(line.getBytes(1));
                        for (SeqRange range :
                                window.ack(ANY, new BootEpoch(line.getLong(4))).ranges()) {
                            add(settled, range.from(), range.to());
                        }
                        rows += line.getLong(2);
                        repeated += line.getLong(3);
                        epochs++;
                    }
                }
            }
            BitSet declared = new BitSet();
            try (PreparedStatement select =
                    c.prepareStatement("SELECT from_seq, to_seq FROM ingest_gap WHERE tenant = ? AND device = ?")) {
                select.setString(1, tenant.value());
                select.setString(2, device.value());
                try (ResultSet line = select.executeQuery()) {
                    while (line.next()) {
                        add(declared, line.getLong(1), line.getLong(2));
                    }
                }
            }
            return new StoredWindows(settled, declared, epochs, rows, repeated);
        });
    }

    private static void add(BitSet numbers, long from, long to) {
        if (from < 1 || to < from || to > MOST_MESSAGES) {
            throw new IllegalStateException("no range of messages: " + from + " to " + to);
        }
        numbers.set((int) from, (int) to + 1);
    }

    /** Counts the numbers below the highest that are neither stored nor known to be lost. */
    long unaccounted() {
        return Math.max(0L, settled.length() - 1L) - settled.cardinality();
    }
}
