/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.samples.quickstart.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.core.DeviceId;
import io.dunlin.core.Storage;
import io.dunlin.core.Tenant;
import io.dunlin.core.rim.FileStorage;
import io.dunlin.fleet.registry.Certificates;
import io.dunlin.fleet.store.Database;
import io.dunlin.security.enroll.local.LocalCertificateAuthority;
import io.dunlin.security.identity.FileIdentityStore;
import io.dunlin.security.identity.KeySlot;
import io.dunlin.security.identity.StoredKey;
import io.dunlin.security.rotate.RotationPhase;
import io.dunlin.security.rotate.RotationRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdentityAuditTest {

    private static final DeviceId PUMP = new DeviceId("pump");

    @TempDir
    Path disk;

    private Database database;
    private Certificates certificates;
    private LocalCertificateAuthority authority;
    private Storage identities;

    @BeforeEach
    void open() throws IOException {
        database = Database.inMemory("identities");
        certificates = new Certificates(database, Tenant.DEFAULT);
        FileStorage storage = FileStorage.open(disk);
        authority = LocalCertificateAuthority.open(
                storage.privateDirectory("authority"), Clock.systemUTC(), Duration.ofDays(1));
        identities = storage.privateDirectory("identity");
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void generation_isThatOnTheDisk_whenTheFleetKnowsTheSameCertificate() throws IOException {
        certificates.confirm(PUMP, hold(KeySlot.A, 1), 1);
        keep(RotationRecord.stable(0, 1));
        assertThat(generation()).isEqualTo(1);
        certificates.confirm(PUMP, hold(KeySlot.B, 2), 2);
        keep(RotationRecord.stable(1, 2));
        assertThat(generation()).isEqualTo(2);
    }

    @Test
    void generation_isNone_whenTheFleetBelievesInAnotherCertificate() throws IOException {
        certificates.confirm(PUMP, hold(KeySlot.A, 1), 1);
        hold(KeySlot.B, 2);
        keep(RotationRecord.stable(1, 2));
        assertThat(generation()).isZero();
    }

    @Test
    void generation_isNone_whenTheRotationIsNotAtItsEnd() throws IOException {
        certificates.confirm(PUMP, hold(KeySlot.A, 1), 1);
        keep(new RotationRecord(RotationPhase.TRIAL, 0, 1, 2, 0, 0, 0));
        assertThat(generation()).isZero();
    }

    @Test
    void generation_isNone_whenTheIdentityIsLostOrRevoked() throws IOException {
        assertThat(generation()).isZero();
        String serial = hold(KeySlot.A, 1);
        certificates.confirm(PUMP, serial, 1);
        keep(RotationRecord.stable(1, 1));
        assertThat(generation()).isZero();
        keep(RotationRecord.stable(0, 1));
        certificates.revoke(PUMP, serial, 2);
        assertThat(generation()).isZero();
    }

    private long generation() throws IOException {
        return IdentityAudit.generation(database, PUMP, identities);
    }

    /** Gives the device a certificate, of which the fleet notes that it was issued. */
    private String hold(KeySlot slot, long generation) throws IOException {
        try (FileIdentityStore store = FileIdentityStore.open(identities, PUMP)) {
            StoredKey key = store.createKey(slot, generation);
            List<X509Certificate> chain = authority.issue(PUMP, key.publicKey());
            store.storeChain(slot, chain);
            certificates.add(PUMP, chain, 0);
            return Certificates.serial(chain.get(0));
        }
    }

    private void keep(RotationRecord record) throws IOException {
        try (FileIdentityStore store = FileIdentityStore.open(identities, PUMP)) {
            store.writeJournal(record.encode());
        }
    }
}
