/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.fleet.ingest;

import io.dunlin.core.BootEpoch;
import io.dunlin.core.DeviceId;
import io.dunlin.core.Tenant;
import io.dunlin.core.telemetry.Incarnation;
import io.dunlin.core.telemetry.IngestWindow;
import io.dunlin.core.telemetry.SeqRange;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds the rows of a device that are missing, from the book of batches. */
final class Audit {

    private final Connection connection;
    private final Tenant tenant;
    private final DeviceId device;
    private final Map<Incarnation, List<SeqRange>> settled = new HashMap<>();
    private final Map<Incarnation, List<SeqRange>> gaps = new HashMap<>();
    private final List<MissingRows> missing = new ArrayList<>();

    private record Place(Incarnation store, long epoch, long seq, long offered) {}

    Audit(Connection connection, Tenant tenant, DeviceId device) {
        this.connection = connection;
        this.tenant = tenant;
        this.device = device;
    }

    List<MissingRows> run() throws SQLException {
        loadSettled();
        loadGaps();
        try (PreparedStatement select = connection.prepareStatement("SELECT w.incarnation, w.epoch, b.seq, b.offered,"
                + " b.row_count, b.refused FROM ingest_batch b JOIN ingest_window w ON b.origin = w.id"
                + " WHERE w.tenant = ? AND w.device = ? ORDER BY w.incarnation, b.seq")) {
            set(select);
            try (ResultSet row = select.executeQuery()) {
                Place before = null;
                while (row.next()) {
                    Incarnation store = Incarnation.of(row.getBytes(1));
                    Place here = new Place(store, row.getLong(2), row.getLong(3), row.getLong(4));
                    take(before == null || !before.store.equals(store) ? null : before, here, row.getLong(5));
                    if (row.getBoolean(6)) {
                        add(here, here.seq, row.getLong(5), MissingRows.Cause.REFUSED);
                    }
                    before = here;
                }
            }
        }
        return missing;
    }

    private void take(@Nullable Place before, Place here, long rows) {
        long afterSeq = before == null ? 0 : before.seq;
        long countedBefore = before == null || before.epoch != here.epoch ? 0 : before.offered;
        long lost = here.offered - rows - countedBefore;
        if (lost > 0) {
            add(here, afterSeq, lost, cause(here.store, afterSeq, here.seq));
        }
    }

    private void add(Place here, long afterSeq, long rows, MissingRows.Cause cause) {
        missing.add(new MissingRows(here.store, new BootEpoch(here.epoch), afterSeq, here.seq, rows, cause));
    }

    private MissingRows.Cause cause(Incarnation store, long after, long before) {
        long at = after + 1;
        while (at < before) {
            SeqRange cover = covering(store, at);
            if (cover == null) {
                return MissingRows.Cause.OPEN;
            }
            at = cover.to() + 1;
        }
        for (SeqRange gap : gaps.getOrDefault(store, List.of())) {
            if (gap.from() < before && gap.to() > after) {
                return MissingRows.Cause.LOST;
            }
        }
        return MissingRows.Cause.NOT_TAKEN;
    }

    private @Nullable SeqRange covering(Incarnation store, long seq) {
        for (SeqRange range : settled.getOrDefault(store, List.of())) {
            if (range.contains(seq)) {
                return range;
            }
        }
        return null;
    }

    /** Windows settle announcements too, and each gap in the window of the boot that noticed it. */
    private void loadSettled() throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT incarnation, epoch, state FROM ingest_window WHERE tenant = ? AND device = ?")) {
            set(select);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    Incarnation store = Incarnation.of(row.getBytes(1));
                    IngestWindow window = IngestWindow.of(row.getBytes(3));
                    settled.computeIfAbsent(store, s -> new ArrayList<>())
                            .addAll(window.ack(store, new BootEpoch(row.getLong(2)))
                                    .ranges());
                }
            }
        }
    }

    private void loadGaps() throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT incarnation, from_seq, to_seq FROM ingest_gap WHERE tenant = ? AND device = ?")) {
            set(select);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    gaps.computeIfAbsent(Incarnation.of(row.getBytes(1)), s -> new ArrayList<>())
                            .add(new SeqRange(row.getLong(2), row.getLong(3)));
                }
            }
        }
    }

    private void set(PreparedStatement statement) throws SQLException {
        statement.setString(1, tenant.value());
        statement.setString(2, device.value());
    }
}
