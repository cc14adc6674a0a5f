/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.manifest;

import io.dunlin.core.Tenant;
import io.dunlin.core.cbor.CborWriter;
import io.dunlin.security.sign.CoseSigner;
import io.dunlin.security.sign.SigningKey;
import java.util.List;

/** Signs manifests: COSE_Sign, so that several offline keys can be asked for. Stateless. */
public final class ManifestSigner {

    /** The type that separates manifests from every other signed message. */
    static final String TYPE = "dunlin-manifest";

    private ManifestSigner() {}

    /**
     * Signs a manifest.
     *
     * @param manifest the manifest
     * @param tenant for whose devices; they refuse it if it is another's
     * @param keys sign, each for itself; of role FIRMWARE
     * @return what devices are offered
     */
    public static byte[] sign(Manifest manifest, Tenant tenant, List<SigningKey> keys) {
        return CoseSigner.sign(keys, TYPE, ManifestCodec.encode(manifest), aad(tenant));
    }

    /**
     * Signs an order to call an update off. Only this makes a device give up: who can merely send to it cannot.
     *
     * @param cancellation the order
     * @param tenant for whose devices
     * @param keys sign, as many as for a manifest
     * @return what devices are sent
     */
    public static byte[] sign(Cancellation cancellation, Tenant tenant, List<SigningKey> keys) {
        return CoseSigner.sign(keys, Cancellation.TYPE, cancellation.encode(), aad(tenant));
    }

    /** What signer and verifier know of the tenant without sending it. */
    static byte[] aad(Tenant tenant) {
        return new CborWriter().text(tenant.value()).toByteArray();
    }
}
