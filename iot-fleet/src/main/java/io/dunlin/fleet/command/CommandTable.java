/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.fleet.command;

import io.dunlin.core.DeviceId;
import io.dunlin.core.Tenant;
import io.dunlin.core.command.Command;
import io.dunlin.core.command.CommandId;
import io.dunlin.core.command.Receipt;
import io.dunlin.fleet.store.Database;
import io.dunlin.fleet.store.StoreException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The table of commands. A command without a receipt is in state {@code ISSUED}, else in that of the receipt. */
final class CommandTable {

    private final Database database;
    private final Tenant tenant;

    CommandTable(Database database, Tenant tenant) {
        this.database = database;
        this.tenant = tenant;
    }

    /** A command to be sent. */
    @SuppressWarnings("ArrayRecordComponent") // Handed on, never compared.
    record Open(CommandId id, byte[] signed) {}

    void add(DeviceId device, Command command, long issuedMillis, long expiresMillis, byte[] signed)
            throws StoreException {
        database.transaction("store command " + command.id(), c -> {
            try (PreparedStatement insert = c.prepareStatement(
                    "INSERT INTO command(tenant, id, device, operation, issued_at, expires_at, signed,"
                            + " state) VALUES (?, ?, ?, ?, ?, ?, ?, 'ISSUED')")) {
                insert.setString(1, tenant.value());
                insert.setBytes(2, command.id().toBytes());
                insert.setString(3, device.value());
                insert.setString(4, command.operation());
                insert.setLong(5, issuedMillis);
                insert.setLong(6, expiresMillis);
                insert.setBytes(7, signed);
                return insert.executeUpdate();
            }
        });
    }

    /** Lists what has no final receipt and is not expired, in the order of issue. */
    List<Open> open(DeviceId device, long nowMillis, int limit) throws StoreException {
        return database.transaction("find open commands to " + device, c -> {
            try (PreparedStatement select = c.prepareStatement("SELECT id, signed FROM command WHERE tenant = ?"
                    + " AND device = ? AND state IN ('ISSUED', 'ACCEPTED') AND expires_at >= ?"
                    + " ORDER BY issued_at, id LIMIT ?")) {
                select.setString(1, tenant.value());
                select.setString(2, device.value());
                select.setLong(3, nowMillis);
                select.setInt(4, limit);
                List<Open> open = new ArrayList<>();
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        open.add(new Open(CommandId.of(rows.getBytes(1)), rows.getBytes(2)));
                    }
                }
                return open;
            }
        });
    }

    /** Notes a receipt; tells whether it is news: no final one is replaced, and none repeated. */
    boolean settle(DeviceId device, Receipt receipt) throws StoreException {
        return database.transaction("note a receipt of " + receipt.id(), c -> {
            try (PreparedStatement update = c.prepareStatement("UPDATE command SET state = ?, receipt = ?"
                    + " WHERE tenant = ? AND id = ? AND device = ? AND state IN ('ISSUED', 'ACCEPTED')"
                    + " AND state <> ?")) {
                update.setString(1, receipt.state().name());
                update.setBytes(2, receipt.encode());
                update.setString(3, tenant.value());
                update.setBytes(4, receipt.id().toBytes());
                update.setString(5, device.value());
                update.setString(6, receipt.state().name());
                return update.executeUpdate() == 1;
            }
        });
    }

    Optional<CommandRecord> find(CommandId id) throws StoreException {
        return database.transaction("read command " + id, c -> {
            try (PreparedStatement select =
                    c.prepareStatement("SELECT device, operation, issued_at, expires_at, receipt"
                            + " FROM command WHERE tenant = ? AND id = ?")) {
                select.setString(1, tenant.value());
                select.setBytes(2, id.toBytes());
                try (ResultSet row = select.executeQuery()) {
                    if (!row.next()) {
                        return Optional.empty();
                    }
                    return Optional.of(new CommandRecord(
                            id,
                            new DeviceId(row.getString(1)),
                            row.getString(2),
                            Instant.ofEpochMilli(row.getLong(3)),
                            Instant.ofEpochMilli(row.getLong(4)),
                            Optional.ofNullable(row.getBytes(5)).map(Receipt::decode)));
                }
            }
        });
    }
}
