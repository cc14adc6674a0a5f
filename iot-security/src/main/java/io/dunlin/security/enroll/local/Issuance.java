/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.security.enroll.local;

import io.dunlin.core.RandomSource;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/** Makes certificates in the profiles of this fleet (RFC 5280), all signed by one issuer at one time. */
final class Issuance {

    // Clocks differ: a certificate is valid somewhat before it was made.
    private static final Duration BACKDATED = Duration.ofMinutes(5);
    private static final int SERIAL_BITS = 127;

    private final X500Name issuer;
    private final PublicKey issuerKey;
    private final PrivateKey signer;
    private final Instant now;
    private final Duration lifetime;
    private final RandomSource random;

    Issuance(X509Certificate issuer, PrivateKey signer, Instant now, Duration lifetime, RandomSource random) {
        this(
                X500Name.getInstance(issuer.getSubjectX500Principal().getEncoded()),
                issuer.getPublicKey(),
                signer,
                now,
                lifetime,
                random);
    }

    private Issuance(
            X500Name issuer,
            PublicKey issuerKey,
            PrivateKey signer,
            Instant now,
            Duration lifetime,
            RandomSource random) {
        this.issuer = issuer;
        this.issuerKey = issuerKey;
        this.signer = signer;
        this.now = now;
        this.lifetime = lifetime;
        this.random = random;
    }

    static X509Certificate root(String name, KeyPair key, Instant now, Duration lifetime, RandomSource random) {
        Issuance self = new Issuance(subject(name), key.getPublic(), key.getPrivate(), now, lifetime, random);
        return self.make(name, key.getPublic(), new BasicConstraints(1), KeyUsage.keyCertSign | KeyUsage.cRLSign, null);
    }

    X509Certificate authority(String name, PublicKey key) {
        return make(name, key, new BasicConstraints(0), KeyUsage.keyCertSign | KeyUsage.cRLSign, null);
    }

    X509Certificate device(String name, PublicKey key) {
        ExtendedKeyUsage use = new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth);
        return make(name, key, new BasicConstraints(false), KeyUsage.digitalSignature, use);
    }

    X509Certificate server(List<String> names, PublicKey key) {
        GeneralName[] alternatives = names.stream()
                .map(name -> new GeneralName(isAddress(name) ? GeneralName.iPAddress : GeneralName.dNSName, name))
                .toArray(GeneralName[]::new);
        ExtendedKeyUsage use = new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth);
        return make(names.get(0), key, new BasicConstraints(false), KeyUsage.digitalSignature, use, alternatives);
    }

    private X509Certificate make(
            String name,
            PublicKey key,
            BasicConstraints constraints,
            int usage,
            @Nullable ExtendedKeyUsage extendedUsage,
            GeneralName... alternatives) {
        try {
            JcaX509ExtensionUtils identifiers = new JcaX509ExtensionUtils();
            X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                            issuer,
                            serial(),
                            Date.from(now.minus(BACKDATED)),
                            Date.from(now.plus(lifetime)),
                            subject(name),
                            key)
                    .addExtension(Extension.basicConstraints, true, constraints)
                    .addExtension(Extension.keyUsage, true, new KeyUsage(usage))
                    .addExtension(Extension.subjectKeyIdentifier, false, identifiers.createSubjectKeyIdentifier(key))
                    .addExtension(
                            Extension.authorityKeyIdentifier,
                            false,
                            identifiers.createAuthorityKeyIdentifier(issuerKey));
            if (extendedUsage != null) {
                builder.addExtension(Extension.extendedKeyUsage, false, extendedUsage);
            }
            if (alternatives.length > 0) {
                builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(alternatives));
            }
            return new JcaX509CertificateConverter()
                    .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(signer)));
        } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new IllegalStateException("the certificate of " + name + " cannot be made", e);
        }
    }

    private BigInteger serial() {
        byte[] bits = ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(random.nextLong())
                .putLong(random.nextLong())
                .array();
        return new BigInteger(1, bits).shiftRight(128 - SERIAL_BITS).setBit(SERIAL_BITS - 1);
    }

    private static X500Name subject(String name) {
        return new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, name).build();
    }

    private static boolean isAddress(String name) {
        return name.indexOf(':') >= 0 || name.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
    }
}
