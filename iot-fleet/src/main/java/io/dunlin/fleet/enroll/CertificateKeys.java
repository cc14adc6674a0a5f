/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.fleet.enroll;

import io.dunlin.core.DeviceId;
import io.dunlin.core.Tenant;
import io.dunlin.fleet.command.DeviceKeys;
import io.dunlin.fleet.registry.CertificateRecord;
import io.dunlin.fleet.registry.Certificates;
import io.dunlin.fleet.store.Database;
import io.dunlin.security.sign.Role;
import io.dunlin.security.sign.VerificationKey;
import io.dunlin.security.sign.jca.JcaKeys;
import java.io.IOException;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Checks receipts by the device's certificates: the one in use and, for a while, the one that it replaced, since a receipt
 * may be on its way during a rotation. A key is named by {@link JcaKeys#nameOf}.
 */
public final class CertificateKeys implements DeviceKeys {

    private static final Duration ON_THE_WAY = Duration.ofMinutes(10);

    private final Certificates certificates;
    private final LongSupplier wallMillis;

    /**
     * Creates the keys.
     *
     * @param database where certificates are recorded
     * @param tenant whose devices
     * @param wallMillis the time, in milliseconds since 1970
     */
    public CertificateKeys(Database database, Tenant tenant, LongSupplier wallMillis) {
        this.certificates = new Certificates(database, tenant);
        this.wallMillis = wallMillis;
    }

    @Override
    public List<VerificationKey> of(DeviceId device) throws IOException {
        Instant recent = Instant.ofEpochMilli(wallMillis.getAsLong()).minus(ON_THE_WAY);
        List<VerificationKey> keys = new ArrayList<>();
        for (CertificateRecord issued : certificates.list(device)) {
            boolean counts = switch (issued.state()) {
                case CONFIRMED -> true;
                case SUPERSEDED -> issued.endedAt().orElse(Instant.MIN).isAfter(recent);
                case ISSUED, REVOKED -> false;
            };
            PublicKey key = issued.certificate().getPublicKey();
            if (counts && key instanceof ECPublicKey point && JcaKeys.isP256(point)) {
                keys.add(JcaKeys.verification(JcaKeys.nameOf(key), Role.RECEIPT, key));
            }
        }
        return keys;
    }
}
