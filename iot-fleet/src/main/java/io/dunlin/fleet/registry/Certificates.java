/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.fleet.registry;

import io.dunlin.core.DeviceId;
import io.dunlin.core.Tenant;
import io.dunlin.core.rim.JdkSha256;
import io.dunlin.fleet.store.Database;
import io.dunlin.fleet.store.StoreException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which certificates were issued to which device, and which of them it uses. Safe for use by several threads and by
 * several servers on one database; all methods block.
 */
public final class Certificates {

    private static final String COLUMNS =
            "SELECT device, chain, confirmed_at, superseded_at, revoked_at, renewal_asked_at FROM certificate ";
    private static final String GOOD = " AND superseded_at IS NULL AND revoked_at IS NULL";

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
     * Returns what a certificate is called here and on the wire.
     *
     * @param certificate the certificate
     * @return its serial number in lower-case hexadecimal without leading zeros
     */
    public static String serial(X509Certificate certificate) {
        return certificate.getSerialNumber().toString(16);
    }

    /**
     * Notes a certificate. Noting the same serial number again changes nothing. The later of two is the one that was noted
     * later, also if the clock went back in between.
     *
     * @param device to whom it is issued
     * @param chain the certificate, then its issuers
     * @param nowMillis the wall-clock time
     * @throws StoreException if the database failed
     */
    public void add(DeviceId device, List<X509Certificate> chain, long nowMillis) throws StoreException {
        X509Certificate certificate = chain.get(0);
        database.transaction("note a certificate of " + device, c -> {
            lock(c, device);
            if (find(c, serial(certificate)).isPresent()) {
                return 0;
            }
            long issued = Math.max(nowMillis, lastIssued(c, device) + 1);
            try (PreparedStatement insert = c.prepareStatement(
                    "INSERT INTO certificate"
                            + "(tenant, device, serial, key_digest, chain, not_after, issued_at) VALUES (?, ?, ?, ?, ?, ?, ?)")) {
                insert.setString(1, tenant.value());
                insert.setString(2, device.value());
                insert.setString(3, serial(certificate));
                insert.setBytes(4, digest(certificate.getPublicKey()));
                insert.setBytes(5, Chains.encode(chain));
                insert.setLong(6, certificate.getNotAfter().toInstant().toEpochMilli());
                insert.setLong(7, issued);
                return insert.executeUpdate();
            }
        });
    }

    private long lastIssued(Connection connection, DeviceId device) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT COALESCE(MAX(issued_at), 0) FROM certificate WHERE tenant = ? AND device = ?")) {
            select.setString(1, tenant.value());
            select.setString(2, device.value());
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    /**
     * Finds a certificate.
     *
     * @param serial its serial number, see {@link #serial}
     * @return the certificate, or empty if none of that number was issued
     * @throws StoreException if the database failed
     */
    public Optional<CertificateRecord> find(String serial) throws StoreException {
        return database.transaction("find certificate " + serial, c -> find(c, serial));
    }

    private Optional<CertificateRecord> find(Connection connection, String serial) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(COLUMNS + "WHERE tenant = ? AND serial = ?")) {
            select.setString(1, tenant.value());
            select.setString(2, serial);
            return records(select).stream().findFirst();
        }
    }

    /**
     * Finds what was issued for a key, so that a device that asks again after a lost answer gets the same certificate.
     *
     * @param device whose key
     * @param key the public key
     * @return the certificate for it that ends last and is good
     * @throws StoreException if the database failed
     */
    public Optional<CertificateRecord> findByKey(DeviceId device, PublicKey key) throws StoreException {
        return database.transaction("find a certificate of " + device, c -> {
            try (PreparedStatement select = c.prepareStatement(COLUMNS
                    + "WHERE tenant = ? AND device = ? AND key_digest = ?" + GOOD + " ORDER BY not_after DESC")) {
                select.setString(1, tenant.value());
                select.setString(2, device.value());
                select.setBytes(3, digest(key));
                return records(select).stream().findFirst();
            }
        });
    }

    /**
     * Tells whether a key had certificates and has no good one any more. Such a key is not certified again: who has it may
     * be whom the certificates were ended for.
     *
     * @param device whose
     * @param keyDigest SHA-256 of the key's SubjectPublicKeyInfo
     * @return whether all certificates for it were superseded or revoked, and there is one
     * @throws StoreException if the database failed
     */
    public boolean isSpent(DeviceId device, byte[] keyDigest) throws StoreException {
        return database.transaction("find the certificates of a key of " + device, c -> {
            try (PreparedStatement select = c.prepareStatement("SELECT COUNT(*), COUNT(CASE WHEN TRUE" + GOOD
                    + " THEN 1 END) FROM certificate WHERE tenant = ? AND device = ? AND key_digest = ?")) {
                select.setString(1, tenant.value());
                select.setString(2, device.value());
                select.setBytes(3, keyDigest);
                try (ResultSet found = select.executeQuery()) {
                    return found.next() && found.getInt(1) > 0 && found.getInt(2) == 0;
                }
            }
        });
    }

    /**
     * Lists a device's certificates.
     *
     * @param device whose
     * @return all that were issued, the newest first
     * @throws StoreException if the database failed
     */
    public List<CertificateRecord> list(DeviceId device) throws StoreException {
        return database.transaction("list the certificates of " + device, c -> {
            try (PreparedStatement select = c.prepareStatement(
                    COLUMNS + "WHERE tenant = ? AND device = ? ORDER BY issued_at DESC, not_after DESC, serial")) {
                select.setString(1, tenant.value());
                select.setString(2, device.value());
                return records(select);
            }
        });
    }

    /**
     * Finds the certificate that a device uses.
     *
     * @param device whose
     * @return the confirmed one, or empty if there is none
     * @throws StoreException if the database failed
     */
    public Optional<CertificateRecord> inUse(DeviceId device) throws StoreException {
        return database.transaction("find the certificate that " + device + " uses", c -> inUse(c, device));
    }

    private Optional<CertificateRecord> inUse(Connection connection, DeviceId device) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                COLUMNS + "WHERE tenant = ? AND device = ? AND confirmed_at IS NOT NULL" + GOOD)) {
            select.setString(1, tenant.value());
            select.setString(2, device.value());
            return records(select).stream().findFirst();
        }
    }

    /**
     * Notes that a device uses a certificate; those that were issued before it are superseded. Idempotent.
     *
     * @param device who said so, over a connection with that certificate
     * @param serial its serial number
     * @param nowMillis the wall-clock time
     * @return whether it is the one in use now; false if it was not issued to the device, or is superseded or revoked
     * @throws StoreException if the database failed
     */
    public boolean confirm(DeviceId device, String serial, long nowMillis) throws StoreException {
        return database.transaction("confirm a certificate of " + device, c -> {
            lock(c, device);
            if (!mark(c, device, serial, "confirmed_at", nowMillis, GOOD)) {
                return false;
            }
            try (PreparedStatement others = c.prepareStatement("UPDATE certificate SET superseded_at = ?"
                    + " WHERE tenant = ? AND device = ? AND serial <> ? AND issued_at <="
                    + " (SELECT s.issued_at FROM certificate s WHERE s.tenant = ? AND s.serial = ?)" + GOOD)) {
                others.setLong(1, nowMillis);
                others.setString(2, tenant.value());
                others.setString(3, device.value());
                others.setString(4, serial);
                others.setString(5, tenant.value());
                others.setString(6, serial);
                others.executeUpdate();
            }
            return true;
        });
    }

    /**
     * Takes a certificate back.
     *
     * @param device to whom it was issued
     * @param serial its serial number
     * @param nowMillis the wall-clock time
     * @return whether such a certificate was issued to the device and was not revoked before
     * @throws StoreException if the database failed
     */
    public boolean revoke(DeviceId device, String serial, long nowMillis) throws StoreException {
        return database.transaction(
                "revoke a certificate of " + device,
                c -> mark(c, device, serial, "revoked_at", nowMillis, " AND revoked_at IS NULL"));
    }

    /**
     * Notes that the fleet wants a device to replace the certificate that it uses. Idempotent.
     *
     * @param device whose
     * @param nowMillis the wall-clock time
     * @return the certificate, or empty if the device uses none
     * @throws StoreException if the database failed
     */
    public Optional<CertificateRecord> askRenewal(DeviceId device, long nowMillis) throws StoreException {
        return database.transaction("ask " + device + " for a renewal", c -> {
            lock(c, device);
            Optional<CertificateRecord> present = inUse(c, device);
            if (present.isPresent()) {
                mark(c, device, present.get().serial(), "renewal_asked_at", nowMillis, "");
            }
            return present;
        });
    }

    /** One change of a device's certificates at a time. */
    private void lock(Connection connection, DeviceId device) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT id FROM device WHERE tenant = ? AND id = ? FOR UPDATE")) {
            select.setString(1, tenant.value());
            select.setString(2, device.value());
            select.executeQuery().close();
        }
    }

    private boolean mark(
            Connection connection, DeviceId device, String serial, String column, long nowMillis, String condition)
            throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("UPDATE certificate SET " + column + " = COALESCE("
                + column + ", ?) WHERE tenant = ? AND device = ? AND serial = ?" + condition)) {
            update.setLong(1, nowMillis);
            update.setString(2, tenant.value());
            update.setString(3, device.value());
            update.setString(4, serial);
            return update.executeUpdate() == 1;
        }
    }

    private static byte[] digest(PublicKey key) {
        byte[] encoded = key.getEncoded();
        JdkSha256 sha256 = new JdkSha256();
        sha256.update(encoded, 0, encoded.length);
        return sha256.digest();
    }

    private static List<CertificateRecord> records(PreparedStatement select) throws SQLException {
        List<CertificateRecord> all = new ArrayList<>();
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                all.add(record(rows));
            }
        }
        return all;
    }

    private static CertificateRecord record(ResultSet row) throws SQLException {
        Optional<Instant> superseded = instant(row, 4);
        Optional<Instant> revoked = instant(row, 5);
        CertificateRecord.State state = revoked.isPresent()
                ? CertificateRecord.State.REVOKED
                : superseded.isPresent()
                        ? CertificateRecord.State.SUPERSEDED
                        : instant(row, 3).isPresent()
                                ? CertificateRecord.State.CONFIRMED
                                : CertificateRecord.State.ISSUED;
        return new CertificateRecord(
                new DeviceId(row.getString(1)),
                state,
                Chains.decode(row.getBytes(2)),
                revoked.or(() -> superseded),
                instant(row, 6).isPresent());
    }

    private static Optional<Instant> instant(ResultSet row, int column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    }
}
