/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.fleet;

import static io.dunlin.fleet.enroll.EnrolmentBench.PUMP;
import static io.dunlin.fleet.enroll.EnrolmentBench.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.core.BootEpoch;
import io.dunlin.core.Channel;
import io.dunlin.core.DeviceId;
import io.dunlin.core.wire.Heartbeat;
import io.dunlin.core.wire.IdentityState;
import io.dunlin.core.wire.RenewalRequest;
import io.dunlin.fleet.enroll.EnrolmentBench;
import io.dunlin.fleet.registry.CertificateRecord;
import io.dunlin.fleet.registry.Certificates;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class IdentitiesTest {

    private static final byte[] BEAT = new Heartbeat(new BootEpoch(1), 5, 1, "1.0", 0, 0, 0, List.of()).encode();

    private final FleetRig rig = new FleetRig();
    private final List<String> log = new ArrayList<>();
    private EnrolmentBench bench;
    private Fleet fleet;

    @BeforeEach
    void open() throws IOException {
        bench = new EnrolmentBench("identities");
        bench.registry.register(PUMP, "pump");
        fleet = Fleet.builder(bench.database)
                .loop(rig.loop)
                .worker(rig.worker)
                .link(rig.link)
                .random(new SplittableRandom(3)::nextLong)
                .listener(new FleetListener() {
                    @Override
                    public void identityInUse(DeviceId device, String serial, long generation) {
                        log.add("uses " + generation);
                    }

                    @Override
                    public void identityNotRecognized(DeviceId device, String serial) {
                        log.add("not recognized " + serial);
                    }

                    @Override
                    public void rotationGivenUp(DeviceId device, long generation, String reason) {
                        log.add("gave up " + generation + " " + reason);
                    }

                    @Override
                    public void malformed(DeviceId device, Channel channel, String reason) {
                        log.add("malformed");
                    }
                })
                .build();
        fleet.start();
        rig.run();
    }

    @AfterEach
    void close() {
        fleet.close();
        rig.run();
        bench.close();
    }

    @Test
    void state_confirmsTheFirstCertificate() throws IOException {
        X509Certificate first = bench.enrol(PUMP, key(), bench.enrolment.issueToken(PUMP, Duration.ofHours(1)));
        state(1, first, 0, "");
        state(1, first, 2, "refused");
        assertThat(log).containsExactly("uses 1", "uses 1", "gave up 2 refused");
        assertThat(fleet.identities().certificates().inUse(PUMP).orElseThrow().certificate())
                .isEqualTo(first);
        assertThat(rig.sent).isEmpty();
    }

    @Test
    void state_ofACertificateOfAnother_countsForNothing() throws IOException {
        DeviceId other = new DeviceId("pump-2");
        X509Certificate others = bench.enrolled(other, key());
        state(1, others, 0, "");
        assertThat(log).containsExactly("not recognized " + Certificates.serial(others));
        assertThat(bench.certificates.inUse(PUMP)).isEmpty();
        rig.link.listener().message(PUMP, Channel.IDENTITY, new byte[] {1}, () -> {});
        rig.run();
        assertThat(log).contains("malformed");
    }

    @Test
    void renewal_isAskedFor_untilTheDeviceUsesAnotherCertificate() throws IOException {
        X509Certificate first = bench.enrolled(PUMP, key());
        CompletableFuture<Optional<CertificateRecord>> asked =
                fleet.identities().renew(PUMP);
        assertThat(asked).isNotDone();
        rig.run();
        assertThat(asked.join().orElseThrow().certificate()).isEqualTo(first);
        byte[] request = new RenewalRequest(Certificates.serial(first)).encode();
        assertThat(rig.sent).containsExactly(request);
        state(1, first, 0, "");
        rig.link.listener().message(PUMP, Channel.HEALTH, BEAT, () -> {});
        rig.run();
        assertThat(rig.sent).containsExactly(request, request, request);
        bench.now = bench.now.plusSeconds(1);
        X509Certificate second = bench.reenrol(PUMP, key(), first);
        bench.confirm(second);
        state(2, second, 0, "");
        assertThat(rig.sent).hasSize(3);
        assertThat(log).endsWith("uses 2");
    }

    @Test
    void renewal_ofADeviceWithoutACertificate_asksNobody() {
        CompletableFuture<Optional<CertificateRecord>> asked =
                fleet.identities().renew(PUMP);
        rig.run();
        assertThat(asked.join()).isEmpty();
        assertThat(rig.sent).isEmpty();
    }

    private void state(long generation, X509Certificate certificate, long givenUp, String reason) {
        byte[] message = new IdentityState(generation, Certificates.serial(certificate), givenUp, reason).encode();
        rig.link.listener().message(PUMP, Channel.IDENTITY, message, () -> {});
        rig.run();
    }
}
