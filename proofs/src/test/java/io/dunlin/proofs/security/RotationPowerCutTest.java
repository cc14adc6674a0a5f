/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.proofs.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.core.DeviceId;
import io.dunlin.core.Storage;
import io.dunlin.core.tls.TlsIdentity;
import io.dunlin.security.enroll.Credential;
import io.dunlin.security.enroll.EnrollmentClient;
import io.dunlin.security.enroll.EnrollmentResult;
import io.dunlin.security.enroll.local.LocalCertificateAuthority;
import io.dunlin.security.identity.DeviceIdentity;
import io.dunlin.security.identity.FileIdentityStore;
import io.dunlin.security.identity.KeySlot;
import io.dunlin.security.identity.StoredKey;
import io.dunlin.security.rotate.Rotation;
import io.dunlin.security.rotate.RotationPolicy;
import io.dunlin.security.rotate.agent.CertificateRotator;
import io.dunlin.security.rotate.agent.Provisioning;
import io.dunlin.testkit.Fault;
import io.dunlin.testkit.FaultSweep;
import io.dunlin.testkit.FaultyStorage;
import io.dunlin.testkit.Seeds;
import java.io.IOException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Two rotations with real keys and certificates on a disk that fails at each of its operations, one per run, against a
 * server that ends the old identity as soon as it hears of the new one: the device is never without an identity that
 * the server accepts, and goes on to rotate.
 */
class RotationPowerCutTest {

    private static final DeviceId DEVICE = new DeviceId("dev-1");
    private static final LocalCertificateAuthority AUTHORITY = authority();

    @Test
    void powerCut_atEachOperation_losesNoIdentity() {
        FaultSweep.Result result =
                new FaultSweep(Seeds.first()).secondCutsAtMost(40).powerCuts(() -> new TwoRotations(true));
        assertThat(result.operations()).isGreaterThan(60);
        assertThat(result.runs()).isGreaterThanOrEqualTo(3 * result.operations());
    }

    @Test
    @Tag("soak")
    void powerCut_atEachOperation_andAtEachOfTheRecovery_losesNoIdentity() {
        FaultSweep.Result result = new FaultSweep(Seeds.first()).powerCuts(() -> new TwoRotations(true));
        assertThat(result.runs()).isGreaterThan(50 * result.operations());
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"FULL", "IO_ERROR", "READ_ONLY"})
    void error_atEachOperation_losesNoIdentity(Fault fault) {
        FaultSweep.Result result =
                new FaultSweep(Seeds.first()).errors(() -> new TwoRotations(fault != Fault.READ_ONLY), fault);
        assertThat(result.runs()).isEqualTo(result.operations());
    }

    private static LocalCertificateAuthority authority() {
        try {
            return LocalCertificateAuthority.open(
                    new FaultyStorage(1).storage(), Clock.systemUTC(), Duration.ofDays(30));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The device and what the server knows of it. */
    private static final class TwoRotations implements FaultSweep.Trial, EnrollmentClient, CertificateRotator.Listener {

        private final Set<PublicKey> acceptable = new HashSet<>();
        private final boolean finishes;
        private PublicKey latest;
        private boolean enrolled;
        private int rotations;

        /** Whether the disk works again after its fault, so that the first life must get through. */
        TwoRotations(boolean finishes) {
            this.finishes = finishes;
        }

        @Override
        public void run(Storage storage) throws IOException {
            FileIdentityStore store = FileIdentityStore.open(storage, DEVICE);
            StoredKey key = store.createKey(KeySlot.A, 1);
            store.storeChain(KeySlot.A, AUTHORITY.issue(DEVICE, key.publicKey()));
            acceptable.add(key.publicKey());
            enrolled = true;
            rotate(store, finishes);
            rotate(store, finishes);
        }

        @Override
        public void verify(Storage storage) throws IOException {
            if (!enrolled) {
                return;
            }
            FileIdentityStore store = FileIdentityStore.open(storage, DEVICE);
            DeviceIdentity a = store.identity(KeySlot.A);
            DeviceIdentity b = store.identity(KeySlot.B);
            assertThat(accepts(a) || accepts(b))
                    .as("an identity that the server accepts")
                    .isTrue();
            rotate(store, true);
            DeviceIdentity now = rotate(store, true);
            assertThat(accepts(now)).isTrue();
        }

        private boolean accepts(DeviceIdentity identity) {
            return identity != null
                    && acceptable.contains(identity.certificate().getPublicKey());
        }

        private DeviceIdentity rotate(FileIdentityStore store, boolean finish) throws IOException {
            HandLoop loop = new HandLoop(System.currentTimeMillis());
            CertificateRotator rotator = CertificateRotator.open(
                    store,
                    new Provisioning(AUTHORITY.anchors(), RotationPolicy.DEFAULT, this, null, loop, loop, loop),
                    (identity, verdict) -> loop.execute(() -> verdict.tried(Rotation.Tried.ACCEPTED, "")),
                    this);
            rotator.start();
            loop.turnUntil(() -> false, 60); // What an earlier life left.
            int before = rotations;
            rotator.rotateNow();
            loop.turnUntil(() -> rotations > before, 200);
            if (!finish) {
                return null;
            }
            assertThat(rotations).isGreaterThan(before);
            loop.turnUntil(() -> false, 60);
            DeviceIdentity a = store.identity(KeySlot.A);
            DeviceIdentity b = store.identity(KeySlot.B);
            assertThat(a == null).as("one slot is empty at rest").isNotEqualTo(b == null);
            DeviceIdentity left = a == null ? b : a;
            assertThat(left.generation()).isEqualTo(rotator.current().generation());
            return left;
        }

        @Override
        public EnrollmentResult enroll(StoredKey key, Credential credential) {
            throw new AssertionError("not asked for");
        }

        @Override
        public EnrollmentResult reenroll(StoredKey key, TlsIdentity current) {
            try {
                List<X509Certificate> chain = AUTHORITY.issue(DEVICE, key.publicKey());
                acceptable.add(key.publicKey());
                latest = key.publicKey();
                return new EnrollmentResult.Issued(chain);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public boolean confirm(TlsIdentity identity, boolean success, String reason) {
            // The server sees which key the connection has: that of the certificate it issued last.
            acceptable.removeIf(key -> !key.equals(latest));
            return true;
        }

        @Override
        public void rotated(DeviceIdentity identity) {
            rotations++;
        }

        @Override
        public void rolledBack(long generation, String reason) {
            throw new AssertionError("rolled back " + generation + ": " + reason);
        }

        @Override
        public void expired() {
            throw new AssertionError("expired");
        }

        @Override
        public void newer(long version) {
            throw new AssertionError("a journal of version " + version);
        }
    }
}
