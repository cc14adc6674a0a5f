/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.manifest;

import io.dunlin.core.DecodeException;
import io.dunlin.core.Tenant;
import io.dunlin.security.sign.CoseVerifier;
import io.dunlin.security.sign.KeyRing;
import io.dunlin.security.sign.Role;
import io.dunlin.security.sign.Verification;
import org.jspecify.annotations.Nullable;

/** Judges manifests on a device: signatures first, then freshness, model, counter and source. Immutable. */
public final class ManifestVerifier {

    /** The longest signed manifest, in bytes. */
    public static final int MAX_BYTES = ManifestCodec.MAX_BYTES + 4096;

    private final CoseVerifier signatures;
    private final int threshold;
    private final byte[] aad;

    /**
     * Creates a verifier.
     *
     * @param keys whom the device trusts
     * @param threshold how many different keys of role FIRMWARE must have signed
     * @param tenant whose device it is
     */
    public ManifestVerifier(KeyRing keys, int threshold, Tenant tenant) {
        if (threshold < 1) {
            throw new IllegalArgumentException("a threshold is at least 1, got " + threshold);
        }
        this.signatures = new CoseVerifier(keys, MAX_BYTES);
        this.threshold = threshold;
        this.aad = ManifestSigner.aad(tenant);
    }

    /**
     * Judges a manifest.
     *
     * @param signed the signed manifest as it was offered
     * @param installed what the device is and runs
     * @param wallMillis the best knowledge of the present time, never below a time that is certain to have passed; a
     *     device without a clock gives that floor, and then trusts the sequence number alone
     * @return what to follow, or why not
     */
    public ManifestCheck check(byte[] signed, Installed installed, long wallMillis) {
        Verification verification = signatures.verify(signed, Role.FIRMWARE, ManifestSigner.TYPE, aad, threshold);
        if (verification instanceof Verification.Refused refused) {
            return new ManifestCheck.Refused(ManifestRefusal.NOT_GENUINE, refused.refusal(), null);
        }
        Manifest manifest;
        try {
            manifest = ManifestCodec.decode(((Verification.Verified) verification).payload());
        } catch (DecodeException e) {
            return new ManifestCheck.Refused(ManifestRefusal.MALFORMED, null, null);
        }
        return judge(manifest, installed, wallMillis);
    }

    /**
     * Reads a signed order to call an update off.
     *
     * @param signed the order as it came
     * @return what it says, or null if it is not genuine
     */
    public @Nullable Cancellation cancellation(byte[] signed) {
        Verification verification = signatures.verify(signed, Role.FIRMWARE, Cancellation.TYPE, aad, threshold);
        if (verification instanceof Verification.Verified verified) {
            try {
                return Cancellation.decode(verified.payload());
            } catch (DecodeException e) {
                return null;
            }
        }
        return null;
    }

    private static ManifestCheck judge(Manifest manifest, Installed installed, long wallMillis) {
        if (manifest.sequence() <= installed.lastSequence()) {
            return refused(ManifestRefusal.OLD_SEQUENCE, manifest);
        }
        if (wallMillis >= manifest.expiresMillis()) {
            return refused(ManifestRefusal.EXPIRED, manifest);
        }
        @Nullable Component mine = null;
        for (Component component : manifest.components()) {
            if (component.model().equals(installed.model()) && component.id().equals(installed.component())) {
                if (mine != null) {
                    return refused(ManifestRefusal.AMBIGUOUS, manifest);
                }
                mine = component;
            }
        }
        if (mine == null) {
            return refused(ManifestRefusal.WRONG_MODEL, manifest);
        }
        if (mine.securityVersion() < installed.securityCounter()) {
            return refused(ManifestRefusal.SECURITY_DOWNGRADE, manifest);
        }
        if (mine.target().equals(installed.running())) {
            return refused(ManifestRefusal.ALREADY_INSTALLED, manifest);
        }
        Encoding encoding = mine.choose(installed.running());
        if (encoding == null) {
            return refused(ManifestRefusal.NO_ENCODING, manifest);
        }
        return new ManifestCheck.Accepted(manifest, mine, encoding);
    }

    private static ManifestCheck refused(ManifestRefusal reason, Manifest manifest) {
        return new ManifestCheck.Refused(reason, null, manifest);
    }
}
