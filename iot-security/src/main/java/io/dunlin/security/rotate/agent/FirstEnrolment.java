/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.security.rotate.agent;

import io.dunlin.core.DecodeException;
import io.dunlin.core.Loop;
import io.dunlin.security.enroll.Credential;
import io.dunlin.security.enroll.EnrollmentResult;
import io.dunlin.security.identity.CertificateCheck;
import io.dunlin.security.identity.DeviceIdentity;
import io.dunlin.security.identity.IdentityStore;
import io.dunlin.security.identity.KeySlot;
import io.dunlin.security.identity.StoredKey;
import io.dunlin.security.rotate.RotationRecord;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gets the first identity of a device that has none: one key and one request, sent again until the server grants it,
 * however often power and network go. Used on the loop.
 */
public final class FirstEnrolment {

    private static final Logger LOG = LoggerFactory.getLogger(FirstEnrolment.class);
    private static final KeySlot SLOT = KeySlot.A;

    private final IdentityStore store;
    private final Provisioning means;
    private final Credential credential;
    private final Listener listener;
    private final Jobs jobs;
    private int failures;
    private Loop.@Nullable Timer timer;

    /** Is told how it goes, on the loop. */
    public interface Listener {
        /**
         * The device has its identity, durably. Called once, last.
         *
         * @param identity it
         */
        void enrolled(DeviceIdentity identity);

        /**
         * Nothing came of an attempt; there will be another.
         *
         * @param refused whether the server, or what it sent, was the reason, so that somebody has to do something
         * @param reason more for people
         */
        void delayed(boolean refused, String reason);
    }

    private FirstEnrolment(IdentityStore store, Provisioning means, Credential credential, Listener listener) {
        this.store = store;
        this.means = means;
        this.credential = credential;
        this.listener = listener;
        this.jobs = new Jobs(means, () -> {});
    }

    /**
     * Begins.
     *
     * @param store that of a device without an identity, see {@link CertificateRotator#isEnrolled}
     * @param means what to work with; the credential is required
     * @param listener is told
     * @return what can be closed
     * @throws IllegalArgumentException if there is no credential
     */
    public static FirstEnrolment begin(IdentityStore store, Provisioning means, Listener listener) {
        Credential credential = means.credential();
        if (credential == null) {
            throw new IllegalArgumentException(store.device() + " has neither an identity nor a credential");
        }
        FirstEnrolment enrolment = new FirstEnrolment(store, means, credential, listener);
        enrolment.ask();
        return enrolment;
    }

    /** Stops after the step that is under way; a later life goes on with the same key. */
    public void close() {
        jobs.close();
        if (timer != null) {
            timer.cancel();
        }
    }

    private void ask() {
        timer = null;
        jobs.atDisk(
                this::key,
                key -> jobs.overNetwork(
                        () -> means.client().enroll(key, credential),
                        result -> answered(key, result),
                        failure -> retry(false, failure.toString(), 0)),
                this::broken);
    }

    /** The key of an attempt that was cut short is used again: a claim token is bound to it. */
    private StoredKey key() throws IOException {
        StoredKey kept = store.key(SLOT);
        return kept != null ? kept : store.createKey(SLOT, generation());
    }

    /** A device whose keys were lost does not count anew. */
    private long generation() throws IOException {
        byte[] journal = store.readJournal();
        try {
            return journal == null ? 1 : RotationRecord.decode(journal).lastGeneration() + 1;
        } catch (DecodeException e) {
            return 1;
        }
    }

    private void answered(StoredKey key, EnrollmentResult result) {
        switch (result.kind()) {
            case ISSUED -> issued(key, ((EnrollmentResult.Issued) result).chain());
            case PENDING -> retry(false, "the server has not decided yet", millis(result));
            case UNREACHABLE -> retry(false, ((EnrollmentResult.Unreachable) result).reason(), 0);
            case REFUSED -> {
                EnrollmentResult.Refused refused = (EnrollmentResult.Refused) result;
                retry(!refused.retryable(), refused.reason(), 0);
            }
        }
    }

    private static long millis(EnrollmentResult result) {
        Duration wait = ((EnrollmentResult.Pending) result).retryAfter();
        return Math.max(1000, wait.toMillis());
    }

    private void issued(StoredKey key, List<java.security.cert.X509Certificate> chain) {
        CertificateCheck.Finding finding = CertificateCheck.check(
                chain,
                store.device(),
                key.publicKey(),
                means.anchors(),
                means.loop().wallMillis());
        // A clock that is behind finds a new certificate too new; whether it is good is for the servers to say.
        if (finding != CertificateCheck.Finding.GOOD && finding != CertificateCheck.Finding.NOT_YET_VALID) {
            retry(true, "the certificate is " + finding, 0);
            return;
        }
        jobs.atDisk(
                () -> {
                    store.storeChain(SLOT, chain);
                    return Objects.requireNonNull(store.identity(SLOT), "the new identity");
                },
                identity -> {
                    LOG.info("{} is enrolled", identity);
                    jobs.close();
                    listener.enrolled(identity);
                },
                this::broken);
    }

    private void broken(Exception failure) {
        retry(false, "the identity's storage failed: " + failure, 0);
    }

    private void retry(boolean refused, String reason, long atLeastMillis) {
        failures++;
        long wait = Math.max(
                atLeastMillis, means.policy().backOffMillis(store.device().value(), 0, failures));
        LOG.info("{} is not enrolled, next attempt in {} ms: {}", store.device(), wait, reason);
        listener.delayed(refused, reason);
        timer = means.loop().schedule(wait * 1_000_000, this::ask);
    }
}
