/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.fleet.enroll;

import static io.dunlin.fleet.enroll.EnrolmentBench.PUMP;
import static io.dunlin.fleet.enroll.EnrolmentBench.RULE;
import static io.dunlin.fleet.enroll.EnrolmentBench.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.core.DeviceId;
import io.dunlin.core.command.CommandId;
import io.dunlin.core.command.Receipt;
import io.dunlin.fleet.enroll.ConnectAuthorizer.Verdict;
import io.dunlin.fleet.registry.CertificateRecord;
import io.dunlin.fleet.registry.CertificateRecord.State;
import io.dunlin.fleet.registry.Certificates;
import io.dunlin.fleet.registry.DeviceRecord;
import io.dunlin.security.sign.ReceiptSeal;
import io.dunlin.security.sign.VerificationKey;
import io.dunlin.security.sign.jca.JcaKeys;
import java.io.IOException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EnrolmentTest {

    private static final DeviceId OTHER = new DeviceId("pump-2");

    private EnrolmentBench bench;
    private ConnectAuthorizer authorizer;

    @BeforeEach
    void open() throws IOException {
        bench = new EnrolmentBench("enrolment");
        authorizer = new RegistryAuthorizer(bench.database, RULE);
        bench.registry.register(PUMP, "pump");
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void enrolment_recordsTheCertificate_andMakesTheDeviceActive() throws IOException {
        String token = bench.enrolment.issueToken(PUMP, Duration.ofHours(1));
        KeyPair key = key();
        X509Certificate first = bench.enrol(PUMP, key, token);
        assertThat(states(PUMP)).containsExactly(State.ISSUED);
        assertThat(bench.certificates.list(PUMP).get(0).certificate()).isEqualTo(first);
        assertThat(bench.registry.find(PUMP).orElseThrow().status()).isEqualTo(DeviceRecord.Status.ACTIVE);
        assertThat(bench.confirm(first)).isEqualTo(200);
        assertThat(states(PUMP)).containsExactly(State.CONFIRMED);
    }

    @Test
    void enrolment_repeatedForTheSameKey_givesTheSameCertificate() throws IOException {
        String token = bench.enrolment.issueToken(PUMP, Duration.ofHours(1));
        KeyPair key = key();
        X509Certificate first = bench.enrol(PUMP, key, token);
        bench.now = bench.now.plus(Duration.ofDays(1));
        assertThat(bench.enrol(PUMP, key, token)).isEqualTo(first);
        assertThat(bench.enrol(PUMP, key(), token))
                .as("the token is bound to its key")
                .isNull();
        KeyPair next = key();
        X509Certificate second = bench.reenrol(PUMP, next, first);
        assertThat(bench.reenrol(PUMP, next, first)).isEqualTo(second).isNotEqualTo(first);
        assertThat(bench.certificates.list(PUMP)).hasSize(2);
    }

    @Test
    void enrolment_isDenied_toStrangersToThoseShutOutAndToTheFleetsOwnName() throws IOException {
        String token = bench.enrolment.issueToken(OTHER, Duration.ofHours(1));
        assertThat(bench.enrol(OTHER, key(), token)).as("not registered").isNull();
        String mine = bench.enrolment.issueToken(PUMP, Duration.ofHours(1));
        bench.registry.setStatus(PUMP, DeviceRecord.Status.SUSPENDED);
        assertThat(bench.enrol(PUMP, key(), mine)).as("suspended").isNull();
        DeviceId impostor = new DeviceId(RULE.fleet());
        bench.registry.register(impostor, "pump");
        String stolen = bench.enrolment.issueToken(impostor, Duration.ofHours(1));
        assertThat(bench.enrol(impostor, key(), stolen)).as("the fleet's name").isNull();
        bench.registry.setStatus(PUMP, DeviceRecord.Status.ACTIVE);
        bench.now = bench.now.plus(Duration.ofHours(2));
        assertThat(bench.enrol(PUMP, key(), mine)).as("too late").isNull();
    }

    @Test
    void enrolment_isDenied_toAKeyWhoseCertificatesHaveEnded() throws IOException {
        String token = bench.enrolment.issueToken(PUMP, Duration.ofHours(1));
        KeyPair key = key();
        X509Certificate first = bench.enrol(PUMP, key, token);
        assertThat(bench.confirm(bench.reenrol(PUMP, key(), first))).isEqualTo(200);
        assertThat(verdict(first)).isEqualTo(Verdict.ENDED);
        bench.now = bench.now.plus(Duration.ofDays(25));
        assertThat(bench.enrol(PUMP, key, token))
                .as("a copy of the old key and its token")
                .isNull();
    }

    @Test
    void confirmation_supersedesTheCertificatesBefore_andNoneOfThemComesBack() throws IOException {
        X509Certificate a = bench.enrolled(PUMP, key());
        KeyPair key = key();
        X509Certificate b = bench.reenrol(PUMP, key, a);
        assertThat(verdict(a)).isEqualTo(Verdict.ADMITTED);
        assertThat(verdict(b)).isEqualTo(Verdict.ADMITTED);
        bench.now = bench.now.plusSeconds(1);
        X509Certificate c = bench.reenrol(PUMP, key(), a);
        assertThat(bench.confirm(c)).isEqualTo(200);
        assertThat(bench.confirm(c)).as("the answer was lost").isEqualTo(200);
        assertThat(states(PUMP)).containsExactly(State.CONFIRMED, State.SUPERSEDED, State.SUPERSEDED);
        assertThat(List.of(verdict(a), verdict(b), verdict(c)))
                .containsExactly(Verdict.ENDED, Verdict.ENDED, Verdict.ADMITTED);
        assertThat(bench.confirm(b)).isEqualTo(403);
        assertThat(bench.confirm(a)).isEqualTo(403);
        assertThat(bench.reenrol(PUMP, key(), a))
                .as("a superseded certificate gets no other")
                .isNull();
        assertThat(bench.certificates.inUse(PUMP).orElseThrow().certificate()).isEqualTo(c);
    }

    @Test
    void confirmation_supersedesTheCertificateBefore_thoughTheClockWentBack() throws IOException {
        X509Certificate a = bench.enrolled(PUMP, key());
        bench.now = bench.now.minusSeconds(60);
        X509Certificate b = bench.reenrol(PUMP, key(), a);
        assertThat(bench.confirm(a)).as("a report that comes late").isEqualTo(200);
        assertThat(bench.confirm(b)).isEqualTo(200);
        assertThat(states(PUMP)).containsExactly(State.CONFIRMED, State.SUPERSEDED);
    }

    @Test
    void confirmation_keepsACertificateThatWasIssuedLater() throws IOException {
        X509Certificate a = bench.enrolled(PUMP, key());
        bench.now = bench.now.plusSeconds(1);
        X509Certificate b = bench.reenrol(PUMP, key(), a);
        assertThat(bench.confirm(a)).isEqualTo(200);
        assertThat(verdict(b)).isEqualTo(Verdict.ADMITTED);
        assertThat(bench.confirm(b)).isEqualTo(200);
        assertThat(states(PUMP)).containsExactly(State.CONFIRMED, State.SUPERSEDED);
    }

    @Test
    void connections_areJudgedByNameRegistryAndCertificate() throws Exception {
        KeyPair key = key();
        X509Certificate mine = bench.enrolled(PUMP, key);
        X509Certificate unrecorded =
                bench.authority.issue(PUMP, key().getPublic()).get(0);
        X509Certificate fleets =
                bench.authority.issueClient(RULE.fleet(), key().getPublic()).get(0);
        assertThat(authorizer.authorize(List.of(mine), PUMP.value()).isAdmitted())
                .isTrue();
        assertThat(authorizer.authorize(List.of(mine), OTHER.value())).isEqualTo(Verdict.NOT_ITS_NAME);
        assertThat(authorizer.authorize(List.of(), PUMP.value())).isEqualTo(Verdict.NOT_ITS_NAME);
        assertThat(verdict(unrecorded)).isEqualTo(Verdict.UNKNOWN);
        assertThat(authorizer.authorize(List.of(fleets), RULE.fleet())).isEqualTo(Verdict.ADMITTED);
        bench.registry.setStatus(PUMP, DeviceRecord.Status.SUSPENDED);
        assertThat(verdict(mine)).isEqualTo(Verdict.SUSPENDED);
        bench.registry.setStatus(PUMP, DeviceRecord.Status.ACTIVE);
        assertThat(bench.certificates.revoke(PUMP, Certificates.serial(mine), 1))
                .isTrue();
        assertThat(verdict(mine)).isEqualTo(Verdict.ENDED);
        assertThat(bench.certificates.inUse(PUMP)).isEmpty();
        bench.registry.setStatus(PUMP, DeviceRecord.Status.REVOKED);
        assertThat(verdict(mine)).isEqualTo(Verdict.ENDED);
        X509Certificate stranger = bench.authority.issue(OTHER, key.getPublic()).get(0);
        assertThat(authorizer.authorize(List.of(stranger), OTHER.value())).isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void connections_areNotJudged_whileTheDatabaseIsAway() throws IOException {
        X509Certificate mine = bench.enrolled(PUMP, key());
        bench.database.close();
        assertThat(verdict(mine)).isEqualTo(Verdict.UNDECIDED);
    }

    @Test
    void receipts_areCheckedByTheKeyInUse_andForAWhileByTheOneBefore() throws IOException {
        CertificateKeys keys = new CertificateKeys(bench.database, RULE.tenant(), () -> bench.now.toEpochMilli());
        KeyPair a = key();
        X509Certificate first = bench.enrolled(PUMP, a);
        KeyPair b = key();
        X509Certificate second = bench.reenrol(PUMP, b, first);
        assertThat(opens(keys, a)).isTrue();
        assertThat(opens(keys, b)).as("not confirmed").isFalse();
        bench.confirm(second);
        assertThat(opens(keys, a)).isTrue();
        assertThat(opens(keys, b)).isTrue();
        bench.now = bench.now.plus(Duration.ofMinutes(11));
        assertThat(opens(keys, a)).isFalse();
        assertThat(opens(keys, b)).isTrue();
        assertThat(keys.of(OTHER)).isEmpty();
    }

    private static boolean opens(CertificateKeys keys, KeyPair signer) throws IOException {
        byte[] sealed = ReceiptSeal.seal(
                JcaKeys.signing(JcaKeys.nameOf(signer.getPublic()), signer.getPrivate()),
                RULE.tenant(),
                PUMP,
                Receipt.accepted(new CommandId(1, 2)));
        for (VerificationKey key : keys.of(PUMP)) {
            if (ReceiptSeal.open(sealed, key, RULE.tenant(), PUMP) != null) {
                return true;
            }
        }
        return false;
    }

    private Verdict verdict(X509Certificate certificate) {
        return authorizer.authorize(List.of(certificate), PUMP.value());
    }

    private List<State> states(DeviceId device) throws IOException {
        return bench.certificates.list(device).stream()
                .map(CertificateRecord::state)
                .toList();
    }
}
