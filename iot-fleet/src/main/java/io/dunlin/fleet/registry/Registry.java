/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.fleet.registry;

import io.dunlin.core.DeviceId;
import io.dunlin.core.Tenant;
import io.dunlin.fleet.store.Database;
import io.dunlin.fleet.store.StoreException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The book of a tenant's devices. Safe for use by several threads; all methods block. */
public final class Registry {

    private static final String COLUMNS = "SELECT id, status, profile, enrolled_at, last_seen_at FROM device ";

    private final Database database;
    private final Tenant tenant;
    private final AtomicLong revision = new AtomicLong();

    /**
     * Opens the book.
     *
     * @param database where it is kept
     * @param tenant whose devices
     */
    public Registry(Database database, Tenant tenant) {
        this.database = database;
        this.tenant = tenant;
    }

    /**
     * Returns a number that grows when a device is added here or its status changes here: what was looked up before is
     * out of date then. Changes by other processes do not count.
     *
     * @return at least 0
     */
    public long revision() {
        return revision.get();
    }

    /** Runs a change; whoever looks up after the new revision sees it. */
    private <T extends @Nullable Object> T change(String what, Database.Work<T> work) throws StoreException {
        try {
            return database.transaction(what, work);
        } finally {
            revision.incrementAndGet();
        }
    }

    /**
     * Adds a device, or gives one that is there another profile.
     *
     * @param id its name
     * @param profile its kind, at most 64 characters
     * @return whether it is new
     * @throws StoreException if the database failed
     */
    public boolean register(DeviceId id, String profile) throws StoreException {
        return change("register " + id, c -> {
            try (PreparedStatement update =
                    c.prepareStatement("UPDATE device SET profile = ? WHERE tenant = ? AND id = ?")) {
                update.setString(1, profile);
                update.setString(2, tenant.value());
                update.setString(3, id.value());
                if (update.executeUpdate() == 1) {
                    return false;
                }
            }
            try (PreparedStatement insert =
                    c.prepareStatement("INSERT INTO device(tenant, id, status, profile) VALUES (?, ?, ?, ?)")) {
                insert.setString(1, tenant.value());
                insert.setString(2, id.value());
                insert.setString(3, DeviceRecord.Status.REGISTERED.name());
                insert.setString(4, profile);
                insert.executeUpdate();
            }
            return true;
        });
    }

    /**
     * Looks a device up.
     *
     * @param id its name
     * @return what is known of it, or empty if it was never registered
     * @throws StoreException if the database failed
     */
    public Optional<DeviceRecord> find(DeviceId id) throws StoreException {
        return database.read("find " + id, c -> {
            try (PreparedStatement select = c.prepareStatement(COLUMNS + "WHERE tenant = ? AND id = ?")) {
                select.setString(1, tenant.value());
                select.setString(2, id.value());
                try (ResultSet row = select.executeQuery()) {
                    return row.next() ? Optional.of(record(row)) : Optional.empty();
                }
            }
        });
    }

    /**
     * Lists devices by name.
     *
     * @param after where to go on: names greater than this; empty for the first page
     * @param limit how many at most
     * @return the records in ascending order of names
     * @throws StoreException if the database failed
     */
    public List<DeviceRecord> list(String after, int limit) throws StoreException {
        return database.read("list devices", c -> {
            try (PreparedStatement select =
                    c.prepareStatement(COLUMNS + "WHERE tenant = ? AND id > ? ORDER BY id LIMIT ?")) {
                select.setString(1, tenant.value());
                select.setString(2, after);
                select.setInt(3, limit);
                List<DeviceRecord> records = new ArrayList<>();
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        records.add(record(rows));
                    }
                }
                return records;
            }
        });
    }

    /**
     * Changes what a device may do.
     *
     * @param id its name
     * @param status what it may do from now on
     * @return false if it was never registered, or if it is revoked, which is for good
     * @throws StoreException if the database failed
     */
    public boolean setStatus(DeviceId id, DeviceRecord.Status status) throws StoreException {
        return change("set the status of " + id, c -> setStatus(c, id, status));
    }

    private boolean setStatus(Connection connection, DeviceId id, DeviceRecord.Status status) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(
                "UPDATE device SET status = ? WHERE tenant = ? AND id = ? AND status <> 'REVOKED'")) {
            update.setString(1, status.name());
            update.setString(2, tenant.value());
            update.setString(3, id.value());
            return update.executeUpdate() == 1;
        }
    }

    /**
     * Notes that a device got a certificate; a registered device becomes active.
     *
     * @param id its name
     * @param nowMillis the wall-clock time
     * @throws StoreException if the database failed
     */
    public void enrolled(DeviceId id, long nowMillis) throws StoreException {
        change("note the enrolment of " + id, c -> {
            try (PreparedStatement update =
                    c.prepareStatement("UPDATE device SET enrolled_at = COALESCE(enrolled_at, ?),"
                            + " status = CASE WHEN status = 'REGISTERED' THEN 'ACTIVE' ELSE status END"
                            + " WHERE tenant = ? AND id = ?")) {
                update.setLong(1, nowMillis);
                update.setString(2, tenant.value());
                update.setString(3, id.value());
                return update.executeUpdate();
            }
        });
    }

    /**
     * Notes a heartbeat.
     *
     * @param id its name
     * @param nowMillis the wall-clock time of its arrival
     * @param health the heartbeat as it came
     * @throws StoreException if the database failed
     */
    public void seen(DeviceId id, long nowMillis, byte[] health) throws StoreException {
        database.transaction("note a heartbeat of " + id, c -> {
            try (PreparedStatement update =
                    c.prepareStatement("UPDATE device SET last_seen_at = ?, health = ? WHERE tenant = ? AND id = ?")) {
                update.setLong(1, nowMillis);
                update.setBytes(2, health);
                update.setString(3, tenant.value());
                update.setString(4, id.value());
                return update.executeUpdate();
            }
        });
    }

    /**
     * Returns the last heartbeat.
     *
     * @param id the device's name
     * @return the heartbeat as it came, or empty if there was none
     * @throws StoreException if the database failed
     */
    public Optional<byte[]> health(DeviceId id) throws StoreException {
        return database.read("read the health of " + id, c -> {
            try (PreparedStatement select =
                    c.prepareStatement("SELECT health FROM device WHERE tenant = ? AND id = ?")) {
                select.setString(1, tenant.value());
                select.setString(2, id.value());
                try (ResultSet row = select.executeQuery()) {
                    return row.next() ? Optional.ofNullable(row.getBytes(1)) : Optional.empty();
                }
            }
        });
    }

    private static DeviceRecord record(ResultSet row) throws SQLException {
        return new DeviceRecord(
                new DeviceId(row.getString(1)),
                DeviceRecord.Status.valueOf(row.getString(2)),
                row.getString(3),
                instant(row, 4),
                instant(row, 5));
    }

    private static Optional<Instant> instant(ResultSet row, int column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    }
}
