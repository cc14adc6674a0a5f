/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.security.identity;

import io.dunlin.core.DeviceId;
import io.dunlin.security.sign.KeyUnavailableException;
import java.security.GeneralSecurityException;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;

/** Writes certification requests (PKCS#10, RFC 2986) without a library, so that a device needs none. */
public final class CertificateRequest {

    private static final byte[] COMMON_NAME = Der.oid(2, 5, 4, 3);
    private static final byte[] ECDSA_WITH_SHA256 = Der.oid(1, 2, 840, 10045, 4, 3, 2);
    private static final byte[] VERSION_1 = {0};
    private static final byte[] NO_UNUSED_BITS = {0};

    private CertificateRequest() {}

    /**
     * Asks for a certificate whose subject is the device's name alone. The request proves possession of the key.
     *
     * @param device who asks
     * @param publicKey a key of an elliptic curve
     * @param privateKey its private half
     * @return the request in DER
     * @throws KeyUnavailableException if the private key cannot be used now
     */
    public static byte[] create(DeviceId device, PublicKey publicKey, PrivateKey privateKey) {
        byte[] subject = Der.value(
                Der.SEQUENCE, Der.value(Der.SET, Der.value(Der.SEQUENCE, COMMON_NAME, Der.utf8(device.value()))));
        byte[] info = Der.value(
                Der.SEQUENCE,
                Der.value(Der.INTEGER, VERSION_1),
                subject,
                publicKey.getEncoded(),
                Der.value(Der.CONTEXT_0));
        return Der.value(
                Der.SEQUENCE,
                info,
                Der.value(Der.SEQUENCE, ECDSA_WITH_SHA256),
                Der.value(Der.BIT_STRING, NO_UNUSED_BITS, sign(device, privateKey, info)));
    }

    private static byte[] sign(DeviceId device, PrivateKey key, byte[] message) {
        try {
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(key);
            signature.update(message);
            return signature.sign();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this platform cannot make ECDSA signatures", e);
        } catch (GeneralSecurityException e) {
            throw new KeyUnavailableException("the key of " + device + " cannot sign now", e);
        }
    }
}
