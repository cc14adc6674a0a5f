/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.fleet.registry;

import io.dunlin.core.DeviceId;
import io.dunlin.core.RandomSource;
import io.dunlin.core.Tenant;
import io.dunlin.fleet.store.Database;
import io.dunlin.fleet.store.StoreException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.Arrays;
import java.util.Base64;

/**
 * One-time tokens with which a device without a certificate proves which device it is. A token is good for one key: the
 * same device may ask again with the same key after a lost answer, anybody else is refused. Safe for use by several
 * threads; all methods block.
 */
public final class ClaimTokens {

    private static final int TOKEN_BYTES = 24;

    private final Database database;
    private final Tenant tenant;
    private final RandomSource random;

    /** What came of a token. */
    public enum Answer {
        /** Good, and now bound to the key. */
        ACCEPTED,
        /** Never given out for this device. */
        UNKNOWN,
        /** Given out, but too long ago. */
        EXPIRED,
        /** Used before, with another key. */
        USED
    }

    /**
     * Opens the tokens of a tenant.
     *
     * @param database where they are kept
     * @param tenant whose devices
     * @param random a secure source
     */
    public ClaimTokens(Database database, Tenant tenant, RandomSource random) {
        this.database = database;
        this.tenant = tenant;
        this.random = random;
    }

    /**
     * Gives out a token. Only its digest is kept.
     *
     * @param device for whom
     * @param expiresAtMillis the wall-clock time after which it is refused
     * @return the token, 32 characters that are safe in a URL
     * @throws StoreException if the database failed
     */
    public String issue(DeviceId device, long expiresAtMillis) throws StoreException {
        byte[] bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        database.transaction("issue a claim token for " + device, c -> {
            try (PreparedStatement insert = c.prepareStatement(
                    "INSERT INTO claim_token(tenant, digest, device, expires_at) VALUES (?, ?, ?, ?)")) {
                insert.setString(1, tenant.value());
                insert.setBytes(2, io.dunlin.security.enroll.ClaimTokens.digest(token));
                insert.setString(3, device.value());
                insert.setLong(4, expiresAtMillis);
                return insert.executeUpdate();
            }
        });
        return token;
    }

    /**
     * Judges a token and, if it is good, binds it to the key.
     *
     * @param digest the digest of what the device sent, see {@link io.dunlin.security.enroll.ClaimTokens#digest}
     * @param device who it says it is
     * @param keyDigest the digest of the public key that it wants certified
     * @param nowMillis the wall-clock time
     * @return what came of it
     * @throws StoreException if the database failed
     */
    public Answer redeem(byte[] digest, DeviceId device, byte[] keyDigest, long nowMillis) throws StoreException {
        return database.transaction("redeem a claim token of " + device, c -> {
            try (PreparedStatement select = c.prepareStatement("SELECT expires_at, used_by_key FROM claim_token"
                    + " WHERE tenant = ? AND digest = ? AND device = ? FOR UPDATE")) {
                select.setString(1, tenant.value());
                select.setBytes(2, digest);
                select.setString(3, device.value());
                try (ResultSet row = select.executeQuery()) {
                    if (!row.next()) {
                        return Answer.UNKNOWN;
                    }
                    byte[] usedBy = row.getBytes(2);
                    if (usedBy != null) {
                        return Arrays.equals(usedBy, keyDigest) ? Answer.ACCEPTED : Answer.USED;
                    }
                    if (nowMillis > row.getLong(1)) {
                        return Answer.EXPIRED;
                    }
                }
            }
            try (PreparedStatement update = c.prepareStatement(
                    "UPDATE claim_token SET used_at = ?, used_by_key = ? WHERE tenant = ? AND digest = ?")) {
                update.setLong(1, nowMillis);
                update.setBytes(2, keyDigest);
                update.setString(3, tenant.value());
                update.setBytes(4, digest);
                update.executeUpdate();
            }
            return Answer.ACCEPTED;
        });
    }
}
