/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.security.enroll.local;

import io.dunlin.core.DeviceId;
import io.dunlin.core.RandomSource;
import io.dunlin.core.Storage;
import io.dunlin.core.cbor.CborReader;
import io.dunlin.core.cbor.CborWriter;
import io.dunlin.core.log.AtomicFile;
import io.dunlin.core.rim.JdkSha256;
import io.dunlin.core.rim.SystemRandom;
import io.dunlin.security.enroll.CertificateAuthority;
import io.dunlin.security.sign.jca.JcaKeys;
import io.dunlin.security.trust.TrustAnchors;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * A root and an issuing authority whose keys are in a file. For development, tests and small fleets: the root's key is
 * online. Open it on {@link Storage#privateDirectory}. Safe for use by several threads of one process.
 */
public final class LocalCertificateAuthority implements CertificateAuthority {

    private static final int VERSION = 1;
    private static final Duration ROOT_LIFETIME = Duration.ofDays(7300);
    private static final Duration ISSUER_LIFETIME = Duration.ofDays(3650);
    private static final int MAX_BYTES = 16 * 1024;
    private static final int ID_BYTES = 20;

    private final Storage storage;
    private final Clock clock;
    private final Duration deviceLifetime;
    private final RandomSource random;
    private final X509Certificate root;
    private final X509Certificate issuer;
    private final PrivateKey issuerKey;

    private LocalCertificateAuthority(
            Storage storage,
            Clock clock,
            Duration deviceLifetime,
            RandomSource random,
            X509Certificate root,
            X509Certificate issuer,
            PrivateKey issuerKey) {
        this.storage = storage;
        this.clock = clock;
        this.deviceLifetime = deviceLifetime;
        this.random = random;
        this.root = root;
        this.issuer = issuer;
        this.issuerKey = issuerKey;
    }

    /**
     * Opens the authority of a directory and creates it if there is none.
     *
     * @param storage a directory of its own
     * @param clock tells when certificates begin
     * @param deviceLifetime how long a device's certificate lasts
     * @return the authority
     * @throws IOException if the storage failed or what is there is damaged
     */
    public static LocalCertificateAuthority open(Storage storage, Clock clock, Duration deviceLifetime)
            throws IOException {
        return open(storage, clock, deviceLifetime, new SystemRandom());
    }

    /**
     * Opens the authority of a directory and creates it if there is none.
     *
     * @param storage a directory of its own
     * @param clock tells when certificates begin
     * @param deviceLifetime how long a device's certificate lasts
     * @param random where serial numbers come from: a secure source, except in a simulation
     * @return the authority
     * @throws IOException if the storage failed or what is there is damaged
     */
    public static LocalCertificateAuthority open(
            Storage storage, Clock clock, Duration deviceLifetime, RandomSource random) throws IOException {
        AtomicFile file = new AtomicFile(storage, "authority", MAX_BYTES);
        byte[] bytes = file.read();
        if (bytes == null) {
            bytes = create(clock.instant(), random);
            file.write(bytes);
        }
        try {
            CborReader reader = new CborReader(bytes);
            reader.array(5);
            reader.integer(VERSION, VERSION);
            X509Certificate root = certificate(reader.bytes());
            reader.skip(); // The root's key: for a new issuer only.
            X509Certificate issuer = certificate(reader.bytes());
            PrivateKey key = KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(reader.bytes()));
            reader.end();
            return new LocalCertificateAuthority(storage, clock, deviceLifetime, random, root, issuer, key);
        } catch (GeneralSecurityException e) {
            throw new IOException("the authority's file is damaged", e);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    @Override
    public synchronized List<X509Certificate> issue(DeviceId device, PublicKey key) throws IOException {
        AtomicFile file = new AtomicFile(storage, "issued-" + nameOf(device, key), MAX_BYTES);
        byte[] before = file.read();
        Instant now = clock.instant();
        if (before != null) {
            X509Certificate issued = certificateOf(before);
            if (now.plus(deviceLifetime.dividedBy(3))
                    .isBefore(issued.getNotAfter().toInstant())) {
                return List.of(issued, issuer);
            }
        }
        X509Certificate certificate = issuance(now).device(device.value(), key);
        try {
            file.write(certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IOException("the certificate of " + device + " cannot be written", e);
        }
        return List.of(certificate, issuer);
    }

    /**
     * Issues a server's certificate.
     *
     * @param names its host names and addresses, at least one
     * @param key its key
     * @return the certificate, then its issuer
     */
    public List<X509Certificate> issueServer(List<String> names, PublicKey key) {
        return List.of(issuance(clock.instant()).server(names, key), issuer);
    }

    /**
     * Issues the certificate of a part of the fleet that acts as a client, such as the fleet server at the broker. It is
     * not idempotent and no device can get it.
     *
     * @param name its common name, not a device's
     * @param key its key
     * @return the certificate, then its issuer
     */
    public List<X509Certificate> issueClient(String name, PublicKey key) {
        return List.of(issuance(clock.instant()).device(name, key), issuer);
    }

    private Issuance issuance(Instant now) {
        return new Issuance(issuer, issuerKey, now, deviceLifetime, random);
    }

    @Override
    public TrustAnchors anchors() {
        return TrustAnchors.of(root);
    }

    private static byte[] create(Instant now, RandomSource random) throws IOException {
        KeyPair rootKey = JcaKeys.generate();
        X509Certificate root = Issuance.root("Dunlin root", rootKey, now, ROOT_LIFETIME, random);
        KeyPair issuerKey = JcaKeys.generate();
        X509Certificate issuer = new Issuance(root, rootKey.getPrivate(), now, ISSUER_LIFETIME, random)
                .authority("Dunlin issuer", issuerKey.getPublic());
        try {
            return CborWriter.withLimit(MAX_BYTES)
                    .array(5)
                    .integer(VERSION)
                    .bytes(root.getEncoded())
                    .bytes(rootKey.getPrivate().getEncoded())
                    .bytes(issuer.getEncoded())
                    .bytes(issuerKey.getPrivate().getEncoded())
                    .toByteArray();
        } catch (CertificateEncodingException e) {
            throw new IOException("the authority's certificate cannot be written", e);
        }
    }

    private static String nameOf(DeviceId device, PublicKey key) {
        JdkSha256 digest = new JdkSha256();
        byte[] name = (device.value() + '/').getBytes(StandardCharsets.US_ASCII);
        digest.update(name, 0, name.length);
        byte[] encoded = key.getEncoded();
        digest.update(encoded, 0, encoded.length);
        return HexFormat.of().formatHex(digest.digest(), 0, ID_BYTES);
    }

    private static X509Certificate certificateOf(byte[] der) throws IOException {
        try {
            return certificate(der);
        } catch (GeneralSecurityException e) {
            throw new IOException("an issued certificate's file is damaged", e);
        }
    }

    private static X509Certificate certificate(byte[] der) throws GeneralSecurityException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
    }
}
