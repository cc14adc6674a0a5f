/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.proofs.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.core.DeviceId;
import io.dunlin.core.Storage;
import io.dunlin.core.tls.TlsIdentity;
import io.dunlin.device.DeviceEvent;
import io.dunlin.device.IdentityOptions;
import io.dunlin.fleet.registry.CertificateRecord;
import io.dunlin.proofs.security.SimulatedEst;
import io.dunlin.security.enroll.Credential;
import io.dunlin.security.enroll.EnrollmentClient;
import io.dunlin.security.enroll.EnrollmentResult;
import io.dunlin.security.identity.DeviceIdentity;
import io.dunlin.security.identity.FileIdentityStore;
import io.dunlin.security.identity.KeySlot;
import io.dunlin.security.identity.StoredKey;
import io.dunlin.security.rotate.RotationPolicy;
import io.dunlin.testkit.SeededRandom;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How one device gets its certificates, and which of them it must never lose. */
final class IdentityLedger implements EnrollmentClient {

    private static final RotationPolicy POLICY = new RotationPolicy(67, 10, 3, 3, 2_000, 60_000);

    private final DeviceId device;
    private final SimulatedFleet fleet;
    private final SimulatedEst est;
    private final String token;
    private boolean cutOff;
    private boolean enrolled;
    private long rotations;

    IdentityLedger(DeviceId device, SimulatedFleet fleet, SeededRandom random) throws IOException {
        this.device = device;
        this.fleet = fleet;
        this.token = fleet.enrolment().issueToken(device, Duration.ofDays(2));
        this.est = new SimulatedEst(fleet.enrolment().service(), random, () -> !cutOff && fleet.node.isUp());
    }

    IdentityOptions options() {
        return IdentityOptions.of(this, fleet.authority().anchors())
                .withCredential(Credential.claimToken(token))
                .withPolicy(POLICY);
    }

    /** Whether the enrolment server is out of reach. */
    void cutOff(boolean is) {
        cutOff = is;
    }

    /** The network loses no more. */
    void calm() {
        cutOff = false;
        est.loss = 0;
    }

    void happened(DeviceEvent event) {
        enrolled |= event.kind() == DeviceEvent.Kind.ENROLLED;
        if (event.kind() == DeviceEvent.Kind.IDENTITY_ROTATED) {
            rotations++;
        }
    }

    long rotations() {
        return rotations;
    }

    /** Tells whether the broker lets the device in, or keeps it, with the certificate of a generation. */
    boolean isAdmitted(long generation) {
        X509Certificate shown = est.certificate(generation);
        return shown != null && fleet.whileItLasts(() -> fleet.admits(device, List.of(shown)), false);
    }

    @Override
    public EnrollmentResult enroll(StoredKey key, Credential credential) {
        return fleet.whileItLasts(() -> est.enroll(key, credential), unreachable());
    }

    @Override
    public EnrollmentResult reenroll(StoredKey key, TlsIdentity current) {
        EnrollmentResult result = fleet.whileItLasts(() -> est.reenroll(key, current), unreachable());
        fleet.reenrolled(device);
        return result;
    }

    @Override
    public boolean confirm(TlsIdentity identity, boolean success, String reason) {
        return fleet.whileItLasts(() -> est.confirm(identity, success, reason), false);
    }

    private static EnrollmentResult unreachable() {
        return new EnrollmentResult.Unreachable("the server went down");
    }

    /** Checks that the certificate in use is on the disk of the device, which is off or starts, and that the fleet takes it. */
    void verify(Storage home) throws IOException {
        List<CertificateRecord> all = fleet.certificates(device);
        List<CertificateRecord> used = all.stream()
                .filter(record -> record.state() == CertificateRecord.State.CONFIRMED)
                .toList();
        assertThat(used).as("certificates of %s in use, of %s", device, all).hasSizeLessThanOrEqualTo(1);
        if (!enrolled) {
            return;
        }
        try (FileIdentityStore store = FileIdentityStore.open(home.privateDirectory("identity"), device)) {
            DeviceIdentity a = store.identity(KeySlot.A);
            DeviceIdentity b = store.identity(KeySlot.B);
            assertThat(isTaken(a) || isTaken(b))
                    .as("an identity of %s that the fleet takes", device)
                    .isTrue();
            for (CertificateRecord record : used) {
                assertThat(isOf(record, a) || isOf(record, b))
                        .as("the certificate in use is on the disk of %s", device)
                        .isTrue();
            }
        }
    }

    private boolean isTaken(@Nullable DeviceIdentity identity) {
        return identity != null && fleet.wouldAdmit(device, identity.chain());
    }

    private static boolean isOf(CertificateRecord record, @Nullable DeviceIdentity identity) {
        return identity != null && identity.certificate().equals(record.certificate());
    }

    /** Tells whether one certificate is in use, as the fleet sees it. */
    boolean isSettled() {
        return fleet.certificates(device).stream()
                        .filter(record -> record.state() == CertificateRecord.State.CONFIRMED)
                        .count()
                == 1;
    }
}
