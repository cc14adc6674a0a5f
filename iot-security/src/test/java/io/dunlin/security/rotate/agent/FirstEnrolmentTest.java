/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.security.rotate.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dunlin.security.enroll.Credential;
import io.dunlin.security.enroll.EnrollmentAuthorizer;
import io.dunlin.security.est.EstBench;
import io.dunlin.security.identity.DeviceIdentity;
import io.dunlin.security.identity.KeySlot;
import io.dunlin.security.rotate.RotationPolicy;
import io.dunlin.security.rotate.RotationRecord;
import org.junit.jupiter.api.Test;

/** A device's first certificate from an EST server, with real threads. */
class FirstEnrolmentTest extends DeviceAtEst {

    private static final RotationPolicy POLICY = new RotationPolicy(67, 10, 1, 1, 10, 20);

    @Test
    void device_getsItsIdentity_afterRefusalsAndWaits_withOneKey() throws Exception {
        bench.override = EnrollmentAuthorizer.Decision.DENIED;
        begin(Credential.claimToken(EstBench.TOKEN));
        assertThat(next()).startsWith("delayed true the server answered 403");
        byte[] key = bench.store.key(KeySlot.A).publicKey().getEncoded();
        bench.override = null;
        String event = next();
        while (event.startsWith("delayed")) {
            event = next();
        }
        assertThat(event).isEqualTo("enrolled 1");
        assertThat(bench.store.identity(KeySlot.A).certificate().getPublicKey().getEncoded())
                .isEqualTo(key);
        assertThat(CertificateRotator.isEnrolled(bench.store)).isTrue();
    }

    @Test
    void device_thatLostItsKeys_goesOnCounting() throws Exception {
        bench.store.writeJournal(RotationRecord.stable(1, 7).encode());
        begin(Credential.claimToken(EstBench.TOKEN));
        assertThat(next()).isEqualTo("enrolled 8");
    }

    @Test
    void closedEnrolment_saysNothingMore() throws Exception {
        bench.override = EnrollmentAuthorizer.Decision.DENIED;
        begin(Credential.claimToken(EstBench.TOKEN));
        next();
        loop.execute(() -> {
            enrolment.close();
            events.clear();
            events.add("closed");
            // Longer than the longest wait between attempts.
            loop.schedule(100_000_000, () -> events.add("later"));
        });
        assertThat(next()).isEqualTo("closed");
        assertThat(next()).isEqualTo("later");
    }

    @Test
    void enrolmentWithoutACredential_isAProgrammingError() {
        assertThatThrownBy(() -> FirstEnrolment.begin(bench.store, means(POLICY, null), new Events()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("dev-1");
    }

    private FirstEnrolment enrolment;

    private void begin(Credential credential) {
        loop.execute(() -> enrolment = FirstEnrolment.begin(bench.store, means(POLICY, credential), new Events()));
    }

    private final class Events implements FirstEnrolment.Listener {
        @Override
        public void enrolled(DeviceIdentity identity) {
            events.add("enrolled " + identity.generation());
        }

        @Override
        public void delayed(boolean refused, String reason) {
            events.add("delayed " + refused + ' ' + reason);
        }
    }
}
