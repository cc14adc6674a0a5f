/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.fleet.registry;

import io.dunlin.core.DeviceId;
import io.dunlin.core.Tenant;
import io.dunlin.fleet.store.Database;
import io.dunlin.fleet.store.StoreException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which certificates were issued to which device. Safe for use by several threads; all methods block. */
public final class Certificates {

    private final Database database;
    private final Tenant tenant;

    /**
     * Opens the list.
     *
     * @param database where it is kept
     * @param tenant whose devices
     */
    public Certificates(Database database, Tenant tenant) {
        this.database = database;
        this.tenant = tenant;
    }

    /**
     * A certificate that was issued.
     *
     * @param serial its serial number in hexadecimal
     * @param der the certificate
     * @param notAfterMillis when it ends
     * @param confirmed whether the device said over a connection with it that it uses it
     * @param revoked whether it may no longer be used
     */
    @SuppressWarnings("ArrayRecordComponent") // Two are equal when their serial numbers are, see equals.
    public record Issued(String serial, byte[] der, long notAfterMillis, boolean confirmed, boolean revoked) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Issued issued && issued.serial.equals(serial);
        }

        @Override
        public int hashCode() {
            return serial.hashCode();
        }
    }

    /**
     * Notes a certificate. Noting the same serial number again changes nothing.
     *
     * @param device to whom
     * @param serial its serial number in hexadecimal
     * @param keyDigest the digest of its public key
     * @param der the certificate
     * @param notAfterMillis when it ends
     * @throws StoreException if the database failed
     */
    public void add(DeviceId device, String serial, byte[] keyDigest, byte[] der, long notAfterMillis)
            throws StoreException {
        database.transaction("note a certificate of " + device, c -> {
            try (PreparedStatement select =
                    c.prepareStatement("SELECT 1 FROM certificate WHERE tenant = ? AND serial = ?")) {
                select.setString(1, tenant.value());
                select.setString(2, serial);
                try (ResultSet row = select.executeQuery()) {
                    if (row.next()) {
                        return 0;
                    }
                }
            }
            try (PreparedStatement insert = c.prepareStatement("INSERT INTO certificate"
                    + "(tenant, device, serial, key_digest, der, not_after) VALUES (?, ?, ?, ?, ?, ?)")) {
                insert.setString(1, tenant.value());
                insert.setString(2, device.value());
                insert.setString(3, serial);
                insert.setBytes(4, keyDigest);
                insert.setBytes(5, der);
                insert.setLong(6, notAfterMillis);
                return insert.executeUpdate();
            }
        });
    }

    /**
     * Finds what was issued for a key, so that a device that asks again after a lost answer gets the same certificate.
     *
     * @param device whose key
     * @param keyDigest the digest of the public key
     * @return the newest certificate for it that is not revoked
     * @throws StoreException if the database failed
     */
    public Optional<Issued> findByKey(DeviceId device, byte[] keyDigest) throws StoreException {
        return database.transaction("find a certificate of " + device, c -> {
            try (PreparedStatement select = c.prepareStatement("SELECT serial, der, not_after, confirmed_at, revoked_at"
                    + " FROM certificate WHERE tenant = ? AND device = ? AND key_digest = ? AND revoked_at IS NULL"
                    + " ORDER BY not_after DESC")) {
                select.setString(1, tenant.value());
                select.setString(2, device.value());
                select.setBytes(3, keyDigest);
                try (ResultSet rows = select.executeQuery()) {
                    return rows.next() ? Optional.of(issued(rows)) : Optional.empty();
                }
            }
        });
    }

    /**
     * Lists a device's certificates.
     *
     * @param device whose
     * @return all that were issued, the one that ends last first
     * @throws StoreException if the database failed
     */
    public List<Issued> list(DeviceId device) throws StoreException {
        return database.transaction("list the certificates of " + device, c -> {
            try (PreparedStatement select = c.prepareStatement("SELECT serial, der, not_after, confirmed_at, revoked_at"
                    + " FROM certificate WHERE tenant = ? AND device = ? ORDER BY not_after DESC, serial")) {
                select.setString(1, tenant.value());
                select.setString(2, device.value());
                List<Issued> all = new ArrayList<>();
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        all.add(issued(rows));
                    }
                }
                return all;
            }
        });
    }

    /**
     * Notes that a device uses a certificate. Idempotent.
     *
     * @param device who said so, over a connection with that certificate
     * @param serial its serial number in hexadecimal
     * @param nowMillis the wall-clock time
     * @return whether such a certificate was issued to the device and is not revoked
     * @throws StoreException if the database failed
     */
    public boolean confirm(DeviceId device, String serial, long nowMillis) throws StoreException {
        return mark(device, serial, nowMillis, "confirmed_at");
    }

    /**
     * Takes a certificate back.
     *
     * @param device to whom it was issued
     * @param serial its serial number in hexadecimal
     * @param nowMillis the wall-clock time
     * @return whether such a certificate was issued to the device and was not revoked before
     * @throws StoreException if the database failed
     */
    public boolean revoke(DeviceId device, String serial, long nowMillis) throws StoreException {
        return mark(device, serial, nowMillis, "revoked_at");
    }

    private boolean mark(DeviceId device, String serial, long nowMillis, String column) throws StoreException {
        String update = column.equals("revoked_at")
                ? "UPDATE certificate SET revoked_at = COALESCE(revoked_at, ?)"
                : "UPDATE certificate SET confirmed_at = COALESCE(confirmed_at, ?)";
        return database.transaction("mark a certificate of " + device, c -> {
            try (PreparedStatement statement = c.prepareStatement(
                    update + " WHERE tenant = ? AND device = ? AND serial = ? AND revoked_at IS NULL")) {
                statement.setLong(1, nowMillis);
                statement.setString(2, tenant.value());
                statement.setString(3, device.value());
                statement.setString(4, serial);
                return statement.executeUpdate() == 1;
            }
        });
    }

    private static Issued issued(ResultSet row) throws java.sql.SQLException {
        return new Issued(
                row.getString(1), row.getBytes(2), row.getLong(3), row.getObject(4) != null, row.getObject(5) != null);
    }
}
