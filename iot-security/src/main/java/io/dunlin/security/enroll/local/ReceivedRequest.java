/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.security.enroll.local;

import io.dunlin.core.DeviceId;
import io.dunlin.security.sign.jca.JcaKeys;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.X509EncodedKeySpec;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCSException;
import org.jspecify.annotations.Nullable;

/**
 * A certification request (PKCS#10) that a device sent, checked: the subject is one common name that is a device id, the
 * key is on P-256, and its owner signed the request.
 *
 * @param device who asks
 * @param key the key to certify
 */
public record ReceivedRequest(DeviceId device, PublicKey key) {

    private static final int MAX_BYTES = 8 * 1024;

    /**
     * Reads a request.
     *
     * @param der what a device sent
     * @return the request, null if it is anything else
     */
    public static @Nullable ReceivedRequest parse(byte[] der) {
        if (der.length > MAX_BYTES) {
            return null;
        }
        try {
            PKCS10CertificationRequest request = new PKCS10CertificationRequest(der);
            DeviceId device = device(request.getSubject().getRDNs());
            PublicKey key = KeyFactory.getInstance("EC")
                    .generatePublic(new X509EncodedKeySpec(
                            request.getSubjectPublicKeyInfo().getEncoded()));
            boolean sound = key instanceof ECPublicKey point
                    && JcaKeys.isP256(point)
                    && request.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key));
            return device != null && sound ? new ReceivedRequest(device, key) : null;
        } catch (IOException
                | GeneralSecurityException
                | OperatorCreationException
                | PKCSException
                | IllegalArgumentException e) {
            return null;
        }
    }

    private static @Nullable DeviceId device(RDN[] subject) {
        if (subject.length != 1
                || subject[0].isMultiValued()
                || !BCStyle.CN.equals(subject[0].getFirst().getType())
                || !(subject[0].getFirst().getValue() instanceof ASN1String name)) {
            return null;
        }
        return DeviceId.isValid(name.getString()) ? new DeviceId(name.getString()) : null;
    }
}
