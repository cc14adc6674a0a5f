/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.security.rotate.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dunlin.security.enroll.Credential;
import io.dunlin.security.enroll.EnrollmentResult;
import io.dunlin.security.est.EstBench;
import io.dunlin.security.identity.DeviceIdentity;
import io.dunlin.security.identity.KeySlot;
import io.dunlin.security.identity.StoredKey;
import io.dunlin.security.rotate.Rotation;
import io.dunlin.security.rotate.RotationPolicy;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** A device that renews its certificate at an EST server, with real threads; its failures are proven elsewhere. */
class CertificateRotatorTest extends DeviceAtEst {

    // One refusal is enough to give up, so that no test waits for a second request.
    private static final RotationPolicy POLICY = new RotationPolicy(67, 10, 3, 1, 1000, 1000);

    @Test
    void rotation_bringsANewKeyIntoUse_andTellsTheServer() throws Exception {
        DeviceIdentity first = enrolled();
        CertificateRotator rotator = rotateNow();
        assertThat(next()).isEqualTo("rotated 2");
        assertThat(rotator.current().generation()).isEqualTo(2);
        DeviceIdentity second = bench.store.identity(KeySlot.B);
        assertThat(second.generation()).isEqualTo(2);
        assertThat(second.certificate().getPublicKey())
                .isNotEqualTo(first.certificate().getPublicKey());
        assertThat(bench.reports).containsExactly("dev-1 true ");
    }

    @Test
    void refusedRotation_isGivenUp_andTheIdentityStays() throws Exception {
        enrolled();
        bench.blocked.add(EstBench.DEVICE);
        CertificateRotator rotator = rotateNow();
        assertThat(next()).startsWith("rolledBack 2");
        assertThat(rotator.current().generation()).isEqualTo(1);
        assertThat(bench.store.identity(KeySlot.A).generation()).isEqualTo(1);
    }

    @Test
    void deviceThatIsNotEnrolled_hasNoRotator() {
        assertThatThrownBy(this::openRotator)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("dev-1");
    }

    private DeviceIdentity enrolled() throws Exception {
        StoredKey key = bench.store.createKey(KeySlot.A, 1);
        EnrollmentResult result = bench.client().enroll(key, Credential.claimToken(EstBench.TOKEN));
        bench.store.storeChain(KeySlot.A, ((EnrollmentResult.Issued) result).chain());
        return bench.store.identity(KeySlot.A);
    }

    private CertificateRotator rotateNow() throws Exception {
        CertificateRotator rotator = openRotator();
        loop.execute(() -> {
            rotator.start();
            rotator.rotateNow();
        });
        return rotator;
    }

    private CertificateRotator openRotator() throws IOException {
        Credential token = Credential.claimToken(EstBench.TOKEN);
        IdentityTrial accepting = (identity, verdict) -> loop.execute(() -> verdict.tried(Rotation.Tried.ACCEPTED, ""));
        return CertificateRotator.open(bench.store, means(POLICY, token), accepting, new Events());
    }

    private final class Events implements CertificateRotator.Listener {

        @Override
        public void rotated(DeviceIdentity identity) {
            events.add("rotated " + identity.generation());
        }

        @Override
        public void rolledBack(long generation, String reason) {
            events.add("rolledBack " + generation + " " + reason);
        }

        @Override
        public void expired() {
            events.add("expired");
        }

        @Override
        public void newer(long version) {
            events.add("newer " + version);
        }
    }
}
