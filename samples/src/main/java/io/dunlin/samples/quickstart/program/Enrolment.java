/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.samples.quickstart.program;

import io.dunlin.core.DeviceId;
import io.dunlin.core.Storage;
import io.dunlin.samples.quickstart.stage.Console;
import io.dunlin.security.enroll.Credential;
import io.dunlin.security.enroll.EnrollmentResult;
import io.dunlin.security.est.EstClient;
import io.dunlin.security.identity.CertificateCheck;
import io.dunlin.security.identity.DeviceIdentity;
import io.dunlin.security.identity.FileIdentityStore;
import io.dunlin.security.identity.KeySlot;
import io.dunlin.security.identity.StoredKey;
import io.dunlin.security.trust.TrustAnchors;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A device's first certificate, in exchange for its claim token. A device that has one keeps it. */
final class Enrolment {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private Enrolment() {}

    static DeviceIdentity obtain(Storage storage, DeviceId device, URI fleet, TrustAnchors anchors, String token)
            throws IOException, InterruptedException {
        FileIdentityStore store = FileIdentityStore.open(storage.privateDirectory("identity"), device);
        DeviceIdentity present = store.identity(KeySlot.A);
        if (present != null) {
            return present;
        }
        // A key of an attempt that was cut short is used again: the token is bound to it.
        StoredKey kept = store.key(KeySlot.A);
        StoredKey key = kept != null ? kept : store.createKey(KeySlot.A, 1);
        EstClient client = new EstClient(fleet, anchors, TIMEOUT);
        while (true) {
            EnrollmentResult result = client.enroll(key, Credential.claimToken(token));
            Duration pause = PAUSE;
            switch (result.kind()) {
                case ISSUED -> {
                    EnrollmentResult.Issued issued = (EnrollmentResult.Issued) result;
                    CertificateCheck.Finding finding = CertificateCheck.check(
                            issued.chain(), device, key.publicKey(), anchors, System.currentTimeMillis());
                    if (finding != CertificateCheck.Finding.GOOD) {
                        throw new IOException(
                                "the fleet issued a certificate that this device must refuse: " + finding);
                    }
                    store.storeChain(KeySlot.A, issued.chain());
                    DeviceIdentity identity = store.identity(KeySlot.A);
                    if (identity == null) {
                        throw new IOException("the certificate that was just stored cannot be read");
                    }
                    return identity;
                }
                case PENDING -> pause = ((EnrollmentResult.Pending) result).retryAfter();
                case REFUSED -> {
                    EnrollmentResult.Refused refused = (EnrollmentResult.Refused) result;
                    if (!refused.retryable()) {
                        throw new IOException("the fleet refused the enrolment: " + refused.reason());
                    }
                }
                case UNREACHABLE -> Console.tell("waiting", "for", "the fleet's enrolment server");
            }
            TimeUnit.NANOSECONDS.sleep(pause.toNanos());
        }
    }
}
