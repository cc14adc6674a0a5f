/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.fleet.rollout;

import io.dunlin.core.DeviceId;
import io.dunlin.core.Tenant;
import io.dunlin.ota.rollout.RolloutEvent;
import io.dunlin.ota.rollout.RolloutRules;
import io.dunlin.ota.update.UpdateEvent;
import io.dunlin.ota.update.UpdateReason;
import io.dunlin.ota.update.UpdateState;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The tables of rollouts. All methods are called inside a transaction. */
final class RolloutTable {

    private static final String COLUMNS =
            "SELECT id, created_at, sequence, expires_at, rules, manifest, signed, is_open FROM rollout ";

    private final Tenant tenant;

    RolloutTable(Tenant tenant) {
        this.tenant = tenant;
    }

    /** A rollout as it was created. */
    @SuppressWarnings("ArrayRecordComponent") // Handed on, never compared.
    record Stored(
            String campaign,
            long createdMillis,
            long sequence,
            long expiresMillis,
            RolloutRules rules,
            byte[] manifest,
            byte[] signed,
            boolean open) {}

    /** What is known of a device. */
    record Row(@Nullable UpdateState state, UpdateReason reason, String detail, long eventId, long bytesSent) {
        Optional<DeviceProgress.Reported> reported() {
            return state == null ? Optional.empty() : Optional.of(new DeviceProgress.Reported(state, reason, detail));
        }
    }

    void create(Connection c, Stored rollout, List<DeviceId> devices) throws SQLException {
        execute(
                c,
                "INSERT INTO rollout(tenant, id, created_at, sequence, expires_at, rules, manifest, signed, is_open)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                tenant.value(),
                rollout.campaign(),
                rollout.createdMillis(),
                rollout.sequence(),
                rollout.expiresMillis(),
                RulesCodec.encode(rollout.rules()),
                rollout.manifest(),
                rollout.signed(),
                rollout.open());
        try (PreparedStatement insert = c.prepareStatement(
                "INSERT INTO rollout_device(tenant, rollout, device, bytes_sent) VALUES (?, ?, ?, 0)")) {
            for (DeviceId device : devices) {
                insert.setString(1, tenant.value());
                insert.setString(2, rollout.campaign());
                insert.setString(3, device.value());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    void close(Connection c, String campaign) throws SQLException {
        execute(c, "UPDATE rollout SET is_open = FALSE WHERE tenant = ? AND id = ?", tenant.value(), campaign);
    }

    Optional<Stored> find(Connection c, String campaign) throws SQLException {
        List<Stored> found = select(c, COLUMNS + "WHERE tenant = ? AND id = ?", tenant.value(), campaign);
        return found.isEmpty() ? Optional.empty() : Optional.of(found.get(0));
    }

    List<Stored> open(Connection c) throws SQLException {
        return select(c, COLUMNS + "WHERE tenant = ? AND is_open ORDER BY sequence", tenant.value());
    }

    List<Stored> newest(Connection c, int limit) throws SQLException {
        return select(c, COLUMNS + "WHERE tenant = ? ORDER BY sequence DESC LIMIT ?", tenant.value(), limit);
    }

    /** Lists the rollouts whose newest report of a device is not of an end. */
    List<Stored> unfinished(Connection c, DeviceId device) throws SQLException {
        List<Stored> found = new ArrayList<>();
        for (Map.Entry<String, Row> row : rowsOf(c, device).entrySet()) {
            UpdateState state = row.getValue().state();
            if (state != null && state.isActive()) {
                find(c, row.getKey()).ifPresent(found::add);
            }
        }
        return found;
    }

    private static List<Stored> select(Connection c, String sql, Object... values) throws SQLException {
        List<Stored> found = new ArrayList<>();
        try (PreparedStatement select = prepare(c, sql, values);
                ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                found.add(new Stored(
                        rows.getString(1),
                        rows.getLong(2),
                        rows.getLong(3),
                        rows.getLong(4),
                        RulesCodec.decode(rows.getBytes(5)),
                        rows.getBytes(6),
                        rows.getBytes(7),
                        rows.getBoolean(8)));
            }
        }
        return found;
    }

    /** Adds events; fails if the first of them is not the next, which is so if another server added some. */
    void append(Connection c, String campaign, long first, List<RolloutEvent> events) throws SQLException {
        try (PreparedStatement insert =
                c.prepareStatement("INSERT INTO rollout_event(tenant, rollout, n, at_millis, kind, device, wave)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?)")) {
            long n = first;
            for (RolloutEvent event : events) {
                DeviceId device = event.device();
                insert.setString(1, tenant.value());
                insert.setString(2, campaign);
                insert.setLong(3, n++);
                insert.setLong(4, event.atMillis());
                insert.setString(5, event.kind().name());
                insert.setString(6, device == null ? null : device.value());
                insert.setInt(7, event.wave());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    List<RolloutEvent> events(Connection c, String campaign) throws SQLException {
        List<RolloutEvent> events = new ArrayList<>();
        try (PreparedStatement select = prepare(
                        c,
                        "SELECT kind, at_millis, device, wave FROM rollout_event"
                                + " WHERE tenant = ? AND rollout = ? ORDER BY n",
                        tenant.value(),
                        campaign);
                ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                String device = rows.getString(3);
                events.add(new RolloutEvent(
                        RolloutEvent.Kind.valueOf(rows.getString(1)),
                        rows.getLong(2),
                        device == null ? null : new DeviceId(device),
                        rows.getInt(4)));
            }
        }
        return events;
    }

    /** Notes what a device of the rollout told. */
    void report(Connection c, String campaign, DeviceId device, UpdateEvent event) throws SQLException {
        execute(
                c,
                "UPDATE rollout_device SET event_id = ?, state = ?, reason = ?, detail = ?"
                        + " WHERE tenant = ? AND rollout = ? AND device = ?",
                event.id(),
                event.state().name(),
                event.reason().name(),
                // PostgreSQL stores every character but this.
                event.detail().replace('\0', ' '),
                tenant.value(),
                campaign,
                device.value());
    }

    void addBytes(Connection c, String campaign, DeviceId device, long bytes) throws SQLException {
        execute(
                c,
                "UPDATE rollout_device SET bytes_sent = bytes_sent + ? WHERE tenant = ? AND rollout = ? AND device = ?",
                bytes,
                tenant.value(),
                campaign,
                device.value());
    }

    Map<DeviceId, Row> rows(Connection c, String campaign) throws SQLException {
        Map<DeviceId, Row> found = new HashMap<>();
        rows(c, "device", "rollout", campaign).forEach((device, row) -> found.put(new DeviceId(device), row));
        return found;
    }

    private Map<String, Row> rowsOf(Connection c, DeviceId device) throws SQLException {
        return rows(c, "rollout", "device", device.value());
    }

    private Map<String, Row> rows(Connection c, String key, String by, String value) throws SQLException {
        Map<String, Row> found = new HashMap<>();
        try (PreparedStatement select = prepare(
                        c,
                        "SELECT " + key + ", state, reason, detail, event_id, bytes_sent FROM rollout_device"
                                + " WHERE tenant = ? AND " + by + " = ?",
                        tenant.value(),
                        value);
                ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                String state = rows.getString(2);
                found.put(
                        rows.getString(1),
                        state == null
                                ? new Row(null, UpdateReason.NONE, "", 0, rows.getLong(6))
                                : new Row(
                                        UpdateState.valueOf(state),
                                        UpdateReason.valueOf(rows.getString(3)),
                                        rows.getString(4),
                                        rows.getLong(5),
                                        rows.getLong(6)));
            }
        }
        return found;
    }

    private static int execute(Connection c, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = prepare(c, sql, values)) {
            return statement.executeUpdate();
        }
    }

    private static PreparedStatement prepare(Connection c, String sql, Object... values) throws SQLException {
        PreparedStatement statement = c.prepareStatement(sql);
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        return statement;
    }
}
