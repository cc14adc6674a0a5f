/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.manifest;

import io.dunlin.core.Tenant;
import io.dunlin.ota.delta.ImageDigest;
import io.dunlin.ota.delta.JcaSha256;
import io.dunlin.security.sign.KeyId;
import io.dunlin.security.sign.KeyRing;
import io.dunlin.security.sign.Role;
import io.dunlin.security.sign.SigningKey;
import io.dunlin.security.sign.jca.JcaKeys;
import java.security.KeyPair;
import java.util.List;

/** The cast of the manifest and update tests. */
public final class Manifests {

    public static final Model MODEL = new Model("example", "pump", "rev-b");
    public static final KeyPair FIRMWARE_PAIR = JcaKeys.generate();
    public static final KeyPair COMMAND_PAIR = JcaKeys.generate();
    public static final SigningKey FIRMWARE = JcaKeys.signing(KeyId.of("firmware"), FIRMWARE_PAIR.getPrivate());
    public static final SigningKey COMMAND = JcaKeys.signing(KeyId.of("command"), COMMAND_PAIR.getPrivate());
    public static final KeyRing RING = KeyRing.of(List.of(
            JcaKeys.verification(KeyId.of("firmware"), Role.FIRMWARE, FIRMWARE_PAIR.getPublic()),
            JcaKeys.verification(KeyId.of("command"), Role.COMMAND, COMMAND_PAIR.getPublic())));

    private Manifests() {}

    public static ImageDigest image(byte... bytes) {
        return ImageDigest.of(bytes, JcaSha256::new);
    }

    public static Component component(long securityVersion, ImageDigest target, Encoding... encodings) {
        return new Component("firmware", MODEL, "2.0", securityVersion, target, List.of(encodings));
    }

    public static Manifest manifest(long sequence, Component... components) {
        return new Manifest(sequence, "spring", 1_000_000, List.of(components));
    }

    public static byte[] sign(Manifest manifest) {
        return ManifestSigner.sign(manifest, Tenant.DEFAULT, List.of(FIRMWARE));
    }

    public static byte[] cancel(String campaign, long sequence) {
        return ManifestSigner.sign(new Cancellation(campaign, sequence), Tenant.DEFAULT, List.of(FIRMWARE));
    }

    public static ManifestVerifier verifier() {
        return new ManifestVerifier(RING, 1, Tenant.DEFAULT);
    }
}
