/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.security.enroll;

import io.dunlin.core.DeviceId;
import io.dunlin.security.trust.TrustAnchors;
import java.io.IOException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.List;

/** Issues certificates. Blocking; safe for use by several threads. */
public interface CertificateAuthority {

    /**
     * Issues a device's certificate. For the same device and key it returns the same certificate while that is far from
     * its end, so that a repetition of a lost answer issues no second one.
     *
     * @param device whose name it shall have as its only subject
     * @param key the key that the device proved to have
     * @return the certificate, then its issuers without the anchor
     * @throws IOException if what must be kept of it could not be
     */
    List<X509Certificate> issue(DeviceId device, PublicKey key) throws IOException;

    /**
     * Returns whom to trust.
     *
     * @return the anchors of what this authority issues
     */
    TrustAnchors anchors();
}
