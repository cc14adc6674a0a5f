/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.samples.quickstart.report;

import io.dunlin.core.DeviceId;
import io.dunlin.core.Storage;
import io.dunlin.core.Tenant;
import io.dunlin.fleet.registry.CertificateRecord;
import io.dunlin.fleet.registry.Certificates;
import io.dunlin.fleet.store.Database;
import io.dunlin.security.identity.DeviceIdentity;
import io.dunlin.security.identity.FileIdentityStore;
import io.dunlin.security.identity.KeySlot;
import io.dunlin.security.rotate.RotationPhase;
import io.dunlin.security.rotate.RotationRecord;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Compares the certificate on a device's disk with the one that the fleet believes it to use. */
final class IdentityAudit {

    private IdentityAudit() {}

    /**
     * Returns the generation of a device's identity.
     *
     * @param database the fleet's
     * @param device which
     * @param directory the device's directory of identities
     * @return 0 if there is none, or a rotation is not at its end, or the fleet believes something else, or takes an
     *     older certificate for good
     */
    static long generation(Database database, DeviceId device, Storage directory) throws IOException {
        FileIdentityStore store = FileIdentityStore.open(directory, device);
        byte[] journal = store.readJournal();
        RotationRecord record = journal == null ? null : RotationRecord.decode(journal);
        DeviceIdentity identity = record == null || record.phase() != RotationPhase.STABLE
                ? null
                : store.identity(record.activeSlot() == 0 ? KeySlot.A : KeySlot.B);
        store.close();
        return identity != null && agrees(database, device, identity) ? identity.generation() : 0;
    }

    private static boolean agrees(Database database, DeviceId device, DeviceIdentity identity) throws IOException {
        Certificates certificates = new Certificates(database, Tenant.DEFAULT);
        @Nullable CertificateRecord inUse = certificates.inUse(device).orElse(null);
        List<CertificateRecord> all = certificates.list(device);
        return inUse != null
                && inUse.serial().equals(Certificates.serial(identity.certificate()))
                && all.stream()
                        .filter(each -> each.state() == CertificateRecord.State.CONFIRMED)
                        .allMatch(each -> each.serial().equals(inUse.serial()));
    }
}
