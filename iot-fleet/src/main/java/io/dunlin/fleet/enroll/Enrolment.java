/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.fleet.enroll;

import io.dunlin.core.DeviceId;
import io.dunlin.core.RandomSource;
import io.dunlin.core.wire.AccessRule;
import io.dunlin.fleet.registry.CertificateRecord;
import io.dunlin.fleet.registry.Certificates;
import io.dunlin.fleet.registry.ClaimTokens;
import io.dunlin.fleet.registry.DeviceRecord;
import io.dunlin.fleet.registry.Registry;
import io.dunlin.fleet.store.Database;
import io.dunlin.fleet.store.StoreException;
import io.dunlin.security.enroll.CertificateAuthority;
import io.dunlin.security.enroll.DeviceStatus;
import io.dunlin.security.est.EstService;
import io.dunlin.security.trust.TrustAnchors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the registered devices of a tenant have certificates: the first in exchange for a claim token, later ones for the
 * present one. Every certificate is recorded durably before the device gets it, and goes from issued to confirmed to
 * superseded as devices report. A device that asks again for the same key gets the same certificate.
 *
 * <pre>{@code
 * Enrolment enrolment = new Enrolment(database, rule, authority, random, Clock.systemUTC());
 * String token = enrolment.issueToken(new DeviceId("pump-7"), Duration.ofHours(1));
 * EstServer server = EstServer.start(address, serverIdentity, enrolment.service());
 * }</pre>
 *
 * <p>Safe for use by several threads; all methods block.
 */
public final class Enrolment {

    private static final Logger LOG = LoggerFactory.getLogger(Enrolment.class);

    private final Database database;
    private final AccessRule rule;
    private final CertificateAuthority authority;
    private final Clock clock;
    private final Registry registry;
    private final Certificates certificates;
    private final ClaimTokens tokens;
    private final RegistryAuthorizer authorizer;

    /**
     * Creates the service.
     *
     * @param database where devices, tokens and certificates are recorded
     * @param rule whose devices, and the name of the fleet's own certificate, which no device can get
     * @param authority issues certificates
     * @param random a secure source of claim tokens
     * @param clock the time
     */
    public Enrolment(
            Database database, AccessRule rule, CertificateAuthority authority, RandomSource random, Clock clock) {
        this.database = database;
        this.rule = rule;
        this.authority = authority;
        this.clock = clock;
        this.registry = new Registry(database, rule.tenant());
        this.certificates = new Certificates(database, rule.tenant());
        this.tokens = new ClaimTokens(database, rule.tenant(), random);
        this.authorizer = new RegistryAuthorizer(database, rule);
    }

    /**
     * Gives out a claim token for a device. Only its digest is kept.
     *
     * @param device for whom
     * @param validity how long it may be redeemed for the first time
     * @return the token: a secret
     * @throws StoreException if it could not be recorded
     */
    public String issueToken(DeviceId device, Duration validity) throws StoreException {
        String token = tokens.issue(device, clock.millis() + validity.toMillis());
        database.makeDurable();
        return token;
    }

    /**
     * Returns what answers the requests of devices.
     *
     * @return the service, for an EST server
     */
    public EstService service() {
        return new EstService(
                new Recording(),
                new io.dunlin.security.enroll.ClaimTokens(this::claim),
                this::standing,
                this::reported);
    }

    private boolean claim(byte[] digest, DeviceId device, byte[] keyDigest) {
        return blocking(() -> {
            boolean welcome = !device.value().equals(rule.fleet())
                    && registry.find(device)
                            .map(DeviceRecord::status)
                            .filter(status ->
                                    status != DeviceRecord.Status.SUSPENDED && status != DeviceRecord.Status.REVOKED)
                            .isPresent();
            if (!welcome) {
                return false;
            }
            if (certificates.isSpent(device, keyDigest)) {
                LOG.warn("{} asks with a claim token for a certificate of a key whose certificates have ended", device);
                return false;
            }
            ClaimTokens.Answer answer = tokens.redeem(digest, device, keyDigest, clock.millis());
            if (answer != ClaimTokens.Answer.ACCEPTED) {
                LOG.info("The claim token of {} is refused: {}", device, answer);
            }
            return answer == ClaimTokens.Answer.ACCEPTED;
        });
    }

    private DeviceStatus.Standing standing(DeviceId device, X509Certificate certificate) {
        return blocking(() -> authorizer.standing(device, certificate));
    }

    private boolean reported(DeviceId device, X509Certificate certificate, boolean success, String reason) {
        if (!success) {
            LOG.warn("{} could not use its new certificate: {}", device, reason);
            return true;
        }
        return blocking(() -> {
            boolean confirmed = certificates.confirm(device, Certificates.serial(certificate), clock.millis());
            database.makeDurable();
            return confirmed;
        });
    }

    /** Work on the database. */
    private interface Work<T> {
        T run() throws IOException;
    }

    /** The server answers with 500 to what this throws, and the device asks again. */
    private static <T> T blocking(Work<T> work) {
        try {
            return work.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Records what the authority issues before the device gets it. */
    private final class Recording implements CertificateAuthority {

        @Override
        public List<X509Certificate> issue(DeviceId device, PublicKey key) throws IOException {
            Optional<CertificateRecord> before =
                    certificates.findByKey(device, key).filter(this::isFarFromItsEnd);
            List<X509Certificate> chain = before.isPresent() ? before.get().chain() : authority.issue(device, key);
            certificates.add(device, chain, clock.millis());
            registry.enrolled(device, clock.millis());
            database.makeDurable();
            return chain;
        }

        private boolean isFarFromItsEnd(CertificateRecord issued) {
            X509Certificate certificate = issued.certificate();
            Instant end = certificate.getNotAfter().toInstant();
            Duration life = Duration.between(certificate.getNotBefore().toInstant(), end);
            return clock.instant().plus(life.dividedBy(3)).isBefore(end);
        }

        @Override
        public TrustAnchors anchors() {
            return authority.anchors();
        }
    }
}
