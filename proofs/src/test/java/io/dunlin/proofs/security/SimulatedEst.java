/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.proofs.security;

import io.dunlin.core.tls.TlsIdentity;
import io.dunlin.security.enroll.Credential;
import io.dunlin.security.enroll.EnrollmentClient;
import io.dunlin.security.enroll.EnrollmentResult;
import io.dunlin.security.est.EstRequest;
import io.dunlin.security.est.EstResponse;
import io.dunlin.security.est.EstService;
import io.dunlin.security.identity.StoredKey;
import io.dunlin.testkit.SeededRandom;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** EST without sockets: the real service, reached over a network that loses requests and answers. */
public final class SimulatedEst implements EnrollmentClient {

    private final EstService service;
    private final SeededRandom random;
    private final BooleanSupplier reachable;

    /** What TLS would prove: which certificate the device has in which generation. */
    private final Map<Long, X509Certificate> certificates = new HashMap<>();

    public double loss = 0.3;

    public SimulatedEst(EstService service, SeededRandom random, BooleanSupplier reachable) {
        this.service = service;
        this.random = random;
        this.reachable = reachable;
    }

    /** Returns the certificate that was last issued for a generation, null if none was. */
    public X509Certificate certificate(long generation) {
        return certificates.get(generation);
    }

    @Override
    public EnrollmentResult enroll(StoredKey key, Credential credential) {
        return issue(
                key,
                new EstRequest(
                        "POST",
                        "/.well-known/est/simpleenroll",
                        "application/pkcs10",
                        credential.header(),
                        key.request(),
                        null));
    }

    @Override
    public EnrollmentResult reenroll(StoredKey key, TlsIdentity current) {
        return issue(
                key,
                new EstRequest(
                        "POST",
                        "/.well-known/est/simplereenroll",
                        "application/pkcs10",
                        "",
                        key.request(),
                        certificate(current.generation())));
    }

    @Override
    public boolean confirm(TlsIdentity identity, boolean success, String reason) {
        byte[] report =
                ("{\"version\":\"1\",\"status\":" + success + ",\"reason\":\"\"}").getBytes(StandardCharsets.US_ASCII);
        EstRequest request = new EstRequest(
                "POST",
                "/.well-known/brski/enrollstatus",
                "application/json",
                "",
                report,
                certificate(identity.generation()));
        return !isLost() && service.handle(request).status() == 200 && !isLost();
    }

    private EnrollmentResult issue(StoredKey key, EstRequest request) {
        if (isLost()) {
            return new EnrollmentResult.Unreachable("the request was lost");
        }
        EstResponse response = service.handle(request);
        if (response.status() == 200) {
            List<X509Certificate> chain = chain(response);
            certificates.put(key.generation(), chain.get(0));
            return isLost()
                    ? new EnrollmentResult.Unreachable("the answer was lost")
                    : new EnrollmentResult.Issued(chain);
        }
        return response.status() == 202
                ? new EnrollmentResult.Pending(Duration.ofSeconds(10))
                : new EnrollmentResult.Refused("status " + response.status(), response.status() >= 500);
    }

    private boolean isLost() {
        return !reachable.getAsBoolean() || random.chance(loss);
    }

    private static List<X509Certificate> chain(EstResponse response) {
        try {
            List<X509Certificate> chain = new ArrayList<>();
            byte[] der = Base64.getDecoder().decode(response.body());
            CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(der)).stream()
                    .map(X509Certificate.class::cast)
                    .forEach(c -> chain.add(c.getBasicConstraints() < 0 ? 0 : chain.size(), c));
            return chain;
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
