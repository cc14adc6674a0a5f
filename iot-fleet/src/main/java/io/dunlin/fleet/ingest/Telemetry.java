/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.fleet.ingest;

import io.dunlin.core.DeviceId;
import io.dunlin.core.Tenant;
import io.dunlin.core.telemetry.SeqRange;
import io.dunlin.fleet.store.Database;
import io.dunlin.fleet.store.StoreException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads what {@link Ingest} stored. Safe for use by several threads; all methods block. */
public final class Telemetry {

    private static final String OF_STREAM = " FROM reading r JOIN series s ON r.series = s.id"
            + " WHERE s.tenant = ? AND s.device = ? AND s.stream = ?";

    private final Database database;
    private final Tenant tenant;

    /**
     * Opens the readings of a tenant.
     *
     * @param database where they are
     * @param tenant whose devices
     */
    public Telemetry(Database database, Tenant tenant) {
        this.database = database;
        this.tenant = tenant;
    }

    /**
     * A value of a stream.
     *
     * @param atMillis when it was read: wall-clock milliseconds of the device since 1970
     * @param value a {@code Double}; a {@code Long}, also for a boolean: 1 or 0; a {@code String}; or a {@code byte[]},
     *     also for text of more than 4096 characters or with a NUL: its UTF-8
     */
    public record Reading(long atMillis, Object value) {}

    /**
     * Counts the values of a stream.
     *
     * @param device whose
     * @param stream the stream's name
     * @return how many are stored
     * @throws StoreException if the database failed
     */
    public long count(DeviceId device, String stream) throws StoreException {
        return number("SELECT COUNT(*)" + OF_STREAM, device, stream);
    }

    /**
     * Counts the rows that a device's batches held, over all epochs.
     *
     * @param device whose
     * @return how many are stored
     * @throws StoreException if the database failed
     */
    public long rows(DeviceId device) throws StoreException {
        return number("SELECT SUM(stored_rows) FROM ingest_window WHERE tenant = ? AND device = ?", device, null);
    }

    /**
     * Counts values that are stored more than once: the proof that ingest stores each exactly once. Counts all lines, so
     * it is for audits and not for every day.
     *
     * @param device whose
     * @return how many lines are one too many
     * @throws StoreException if the database failed
     */
    public long duplicates(DeviceId device) throws StoreException {
        return number(
                "SELECT SUM(n - 1) FROM (SELECT COUNT(*) AS n FROM reading r JOIN series s ON r.series = s.id"
                        + " WHERE s.tenant = ? AND s.device = ? GROUP BY r.series, r.origin, r.seq, r.row_in_batch)"
                        + " AS place",
                device,
                null);
    }

    /**
     * Counts messages that came again after they were stored, and were not stored again.
     *
     * @param device whose
     * @return how many
     * @throws StoreException if the database failed
     */
    public long repeatedMessages(DeviceId device) throws StoreException {
        return number("SELECT SUM(duplicates) FROM ingest_window WHERE tenant = ? AND device = ?", device, null);
    }

    /**
     * Lists what a device reported as lost.
     *
     * @param device whose
     * @return ranges of message numbers, in ascending order of store, epoch and start
     * @throws StoreException if the database failed
     */
    public List<SeqRange> gaps(DeviceId device) throws StoreException {
        return database.read("read the gaps of " + device, c -> {
            try (PreparedStatement select = c.prepareStatement("SELECT from_seq, to_seq FROM ingest_gap"
                    + " WHERE tenant = ? AND device = ? ORDER BY epoch, from_seq")) {
                select.setString(1, tenant.value());
                select.setString(2, device.value());
                List<SeqRange> gaps = new ArrayList<>();
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        gaps.add(new SeqRange(row.getLong(1), row.getLong(2)));
                    }
                }
                return gaps;
            }
        });
    }

    /**
     * Returns the newest value of a stream by the device's clock.
     *
     * @param device whose
     * @param stream the stream's name
     * @return the value, or empty if none is stored
     * @throws StoreException if the database failed
     */
    public Optional<Reading> latest(DeviceId device, String stream) throws StoreException {
        return database.read("read " + stream + " of " + device, c -> {
            try (PreparedStatement select = c.prepareStatement(
                    "SELECT at_millis, number_value, integer_value, text_value, bytes_value" + OF_STREAM
                            + " ORDER BY at_millis DESC, origin DESC, seq DESC, row_in_batch DESC LIMIT 1")) {
                select.setString(1, tenant.value());
                select.setString(2, device.value());
                select.setString(3, stream);
                try (ResultSet row = select.executeQuery()) {
                    return row.next() ? Optional.of(new Reading(row.getLong(1), value(row))) : Optional.empty();
                }
            }
        });
    }

    /**
     * Lists the messages of a device that arrived intact and could not be stored, the newest 32 of them.
     *
     * @param device whose
     * @return in the order of arrival
     * @throws StoreException if the database failed
     */
    public List<DeadLetter> deadLetters(DeviceId device) throws StoreException {
        return database.read("read the dead letters of " + device, c -> new DeadLetters(tenant).list(c, device));
    }

    /**
     * Finds the rows that a device was offered and that are not stored. Reads the whole book of batches, so it is for
     * audits and not for every day; {@link TelemetryFigures} has the sums.
     *
     * @param device whose
     * @return in ascending order of store and number
     * @throws StoreException if the database failed
     */
    public List<MissingRows> missing(DeviceId device) throws StoreException {
        return database.read("find missing rows of " + device, c -> new Audit(c, tenant, device).run());
    }

    private static Object value(ResultSet row) throws SQLException {
        double number = row.getDouble(2);
        if (!row.wasNull()) {
            return number;
        }
        long integer = row.getLong(3);
        if (!row.wasNull()) {
            return integer;
        }
        String text = row.getString(4);
        return text != null ? text : row.getBytes(5);
    }

    private long number(String sql, DeviceId device, @Nullable String stream) throws StoreException {
        return database.read("count the readings of " + device, c -> {
            try (PreparedStatement select = c.prepareStatement(sql)) {
                select.setString(1, tenant.value());
                select.setString(2, device.value());
                if (stream != null) {
                    select.setString(3, stream);
                }
                try (ResultSet row = select.executeQuery()) {
                    return row.next() ? row.getLong(1) : 0L;
                }
            }
        });
    }
}
