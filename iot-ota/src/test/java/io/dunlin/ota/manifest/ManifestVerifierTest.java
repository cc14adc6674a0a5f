/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.manifest;

import static io.dunlin.ota.manifest.Manifests.component;
import static io.dunlin.ota.manifest.Manifests.image;
import static io.dunlin.ota.manifest.Manifests.manifest;
import static io.dunlin.ota.manifest.Manifests.sign;
import static io.dunlin.ota.manifest.Manifests.verifier;
import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.core.Tenant;
import io.dunlin.ota.delta.ImageDigest;
import io.dunlin.security.sign.CoseSigner;
import io.dunlin.security.sign.Refusal;
import io.dunlin.security.sign.SigningKey;
import java.util.List;
import org.junit.jupiter.api.Test;

class ManifestVerifierTest {

    private static final long NOW = 500_000;
    private static final ImageDigest OLD = image((byte) 1);
    private static final ImageDigest NEW = image((byte) 2);
    private static final Encoding FULL = new Encoding(image(new byte[900]), null);
    private static final Encoding DELTA = new Encoding(image(new byte[90]), OLD);
    private static final Encoding OTHER_DELTA = new Encoding(image(new byte[9]), image((byte) 3));
    private static final Installed DEVICE = new Installed(Manifests.MODEL, "firmware", OLD, 4, 10);
    private static final Manifest GOOD = manifest(11, component(4, NEW, FULL, DELTA, OTHER_DELTA));

    private static ManifestCheck check(byte[] signed) {
        return verifier().check(signed, DEVICE, NOW);
    }

    private static void assertRefused(ManifestRefusal reason, Manifest manifest) {
        assertThat(check(sign(manifest))).isEqualTo(new ManifestCheck.Refused(reason, null, manifest));
    }

    private static void assertNotGenuine(Refusal signature, byte[] signed) {
        assertThat(check(signed)).isEqualTo(new ManifestCheck.Refused(ManifestRefusal.NOT_GENUINE, signature, null));
    }

    @Test
    void manifest_isAccepted_withTheShortestEncodingThatFits() {
        assertThat(check(sign(GOOD)))
                .isEqualTo(new ManifestCheck.Accepted(GOOD, GOOD.components().get(0), DELTA));
    }

    @Test
    void manifest_isRefused_whenSignedInAnotherRoleOrForAnotherTenant() {
        assertNotGenuine(
                Refusal.THRESHOLD_NOT_MET, ManifestSigner.sign(GOOD, Tenant.DEFAULT, List.of(Manifests.COMMAND)));
        assertNotGenuine(
                Refusal.BAD_SIGNATURE, ManifestSigner.sign(GOOD, new Tenant("acme"), List.of(Manifests.FIRMWARE)));
        assertNotGenuine(
                Refusal.WRONG_TYPE,
                CoseSigner.sign(
                        List.of(Manifests.FIRMWARE),
                        "dunlin-command",
                        ManifestCodec.encode(GOOD),
                        ManifestSigner.aad(Tenant.DEFAULT)));
        ManifestVerifier two = new ManifestVerifier(Manifests.RING, 2, Tenant.DEFAULT);
        assertThat(two.check(sign(GOOD), DEVICE, NOW))
                .isEqualTo(new ManifestCheck.Refused(ManifestRefusal.NOT_GENUINE, Refusal.THRESHOLD_NOT_MET, null));
    }

    @Test
    void manifest_isRefused_whenNotOfTheDeclaredForm() {
        byte[] signed = CoseSigner.sign(
                List.of(Manifests.FIRMWARE), ManifestSigner.TYPE, new byte[] {0}, ManifestSigner.aad(Tenant.DEFAULT));

        assertThat(check(signed)).isEqualTo(new ManifestCheck.Refused(ManifestRefusal.MALFORMED, null, null));
    }

    @Test
    void manifest_isRefused_whenExpired_fromThatVeryMillisecond() {
        assertThat(verifier()
                        .check(sign(GOOD), DEVICE, GOOD.expiresMillis() - 1)
                        .kind())
                .isEqualTo(ManifestCheck.Kind.ACCEPTED);
        assertThat(verifier().check(sign(GOOD), DEVICE, GOOD.expiresMillis()))
                .isEqualTo(new ManifestCheck.Refused(ManifestRefusal.EXPIRED, null, GOOD));
    }

    @Test
    void manifest_isRefused_whenItsSequenceIsNotHigherThanTheLast() {
        assertRefused(ManifestRefusal.OLD_SEQUENCE, manifest(10, component(4, NEW, FULL)));
        assertRefused(ManifestRefusal.OLD_SEQUENCE, manifest(9, component(4, NEW, FULL)));
    }

    @Test
    void manifest_isRefused_whenForAnotherModelOrTwiceForThisOne() {
        Component other =
                new Component("firmware", new Model("example", "pump", "rev-a"), "2.0", 4, NEW, List.of(FULL));
        Component radio = new Component("radio", Manifests.MODEL, "2.0", 4, NEW, List.of(FULL));
        assertRefused(ManifestRefusal.WRONG_MODEL, manifest(11, other, radio));
        assertRefused(ManifestRefusal.AMBIGUOUS, manifest(11, component(4, NEW, FULL), component(4, NEW, DELTA)));
    }

    @Test
    void manifest_isRefused_whenItsSecurityVersionIsBelowTheCounter_alsoThroughADelta() {
        assertRefused(ManifestRefusal.SECURITY_DOWNGRADE, manifest(11, component(3, NEW, DELTA)));
    }

    @Test
    void manifest_isRefused_whenTheImageRunsOrCannotBeMade() {
        assertRefused(ManifestRefusal.ALREADY_INSTALLED, manifest(11, component(4, OLD, FULL)));
        assertRefused(ManifestRefusal.NO_ENCODING, manifest(11, component(4, NEW, OTHER_DELTA)));
    }

    @Test
    void cancellation_isGenuine_onlyWhenSignedInItsOwnTypeRoleAndTenant() {
        Cancellation spring = new Cancellation("spring", 11);
        List<SigningKey> firmware = List.of(Manifests.FIRMWARE);
        byte[] signed = ManifestSigner.sign(spring, Tenant.DEFAULT, firmware);

        assertThat(verifier().cancellation(signed)).isEqualTo(spring);
        assertThat(verifier().cancellation(ManifestSigner.sign(spring, new Tenant("acme"), firmware)))
                .isNull();
        assertThat(verifier().cancellation(ManifestSigner.sign(spring, Tenant.DEFAULT, List.of(Manifests.COMMAND))))
                .isNull();
        assertThat(verifier().cancellation(sign(GOOD))).isNull();
        assertThat(check(signed).kind()).isEqualTo(ManifestCheck.Kind.REFUSED);
        assertThat(verifier()
                        .cancellation(CoseSigner.sign(
                                firmware,
                                Cancellation.TYPE,
                                new byte[] {(byte) 0x83, 1, 0x60, 1},
                                ManifestSigner.aad(Tenant.DEFAULT))))
                .as("an empty campaign")
                .isNull();
        for (int bit = 0; bit < signed.length * 8; bit++) {
            byte[] flipped = signed.clone();
            flipped[bit / 8] ^= (byte) (1 << (bit % 8));
            assertThat(verifier().cancellation(flipped)).isNull();
        }
    }

    @Test
    void anyBitFlip_isRefused() {
        byte[] signed = sign(GOOD);
        for (int bit = 0; bit < signed.length * 8; bit++) {
            byte[] flipped = signed.clone();
            flipped[bit / 8] ^= (byte) (1 << (bit % 8));
            assertThat(check(flipped).kind()).isEqualTo(ManifestCheck.Kind.REFUSED);
        }
    }
}
