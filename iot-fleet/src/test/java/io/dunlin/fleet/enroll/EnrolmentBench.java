/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.fleet.enroll;

import io.dunlin.core.DeviceId;
import io.dunlin.core.Tenant;
import io.dunlin.core.wire.AccessRule;
import io.dunlin.fleet.registry.Certificates;
import io.dunlin.fleet.registry.Registry;
import io.dunlin.fleet.store.Database;
import io.dunlin.security.enroll.local.LocalCertificateAuthority;
import io.dunlin.security.est.EstRequest;
import io.dunlin.security.est.EstResponse;
import io.dunlin.security.est.EstService;
import io.dunlin.security.identity.CertificateRequest;
import io.dunlin.security.sign.jca.JcaKeys;
import io.dunlin.testkit.FaultyStorage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** An enrolment service with an authority in memory, asked without sockets, and devices that ask it. */
public final class EnrolmentBench implements AutoCloseable {

    public static final DeviceId PUMP = new DeviceId("pump-1");
    public static final AccessRule RULE = new AccessRule(Tenant.DEFAULT, "fleet");

    public final Database database;
    public final Registry registry;
    public final Certificates certificates;
    public final LocalCertificateAuthority authority;
    public final Enrolment enrolment;
    public Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final EstService service;

    public EnrolmentBench(String name) throws IOException {
        database = Database.inMemory(name);
        registry = new Registry(database, RULE.tenant());
        certificates = new Certificates(database, RULE.tenant());
        authority = LocalCertificateAuthority.open(new FaultyStorage(1).storage(), new Now(), Duration.ofDays(30));
        enrolment = new Enrolment(database, RULE, authority, new SplittableRandom(1)::nextLong, new Now());
        service = enrolment.service();
    }

    /** A first certificate; null if it was refused. */
    public @Nullable X509Certificate enrol(DeviceId device, KeyPair key, String token) {
        return certificate(ask("simpleenroll", device, key, "Bearer " + token, null));
    }

    /** Another certificate; null if it was refused. */
    public @Nullable X509Certificate reenrol(DeviceId device, KeyPair key, X509Certificate present) {
        return certificate(ask("simplereenroll", device, key, "", present));
    }

    /** Reports that a certificate works, and returns the status of the answer. */
    public int confirm(X509Certificate certificate) {
        byte[] report = "{\"version\":\"1\",\"status\":true,\"reason\":\"\"}".getBytes(StandardCharsets.US_ASCII);
        return service.handle(new EstRequest(
                        "POST", "/.well-known/brski/enrollstatus", "application/json", "", report, certificate))
                .status();
    }

    /** Registers a device and gets it a certificate that it uses. */
    public X509Certificate enrolled(DeviceId device, KeyPair key) throws IOException {
        registry.register(device, "pump");
        X509Certificate first = enrol(device, key, enrolment.issueToken(device, Duration.ofHours(1)));
        if (first == null || confirm(first) != 200) {
            throw new IllegalStateException(device + " could not enrol");
        }
        return first;
    }

    private EstResponse ask(
            String operation, DeviceId device, KeyPair key, String authorization, @Nullable X509Certificate peer) {
        byte[] request = CertificateRequest.create(device, key.getPublic(), key.getPrivate());
        return service.handle(new EstRequest(
                "POST", "/.well-known/est/" + operation, "application/pkcs10", authorization, request, peer));
    }

    private static @Nullable X509Certificate certificate(EstResponse response) {
        if (response.status() != 200) {
            return null;
        }
        try {
            byte[] der = Base64.getMimeDecoder().decode(response.body());
            return CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(der)).stream()
                    .map(X509Certificate.class::cast)
                    .filter(found -> found.getBasicConstraints() < 0)
                    .findFirst()
                    .orElseThrow();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public static KeyPair key() {
        return JcaKeys.generate();
    }

    @Override
    public void close() {
        database.close();
    }

    private final class Now extends Clock {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
