/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.security.sign.jca;

import io.dunlin.core.rim.JdkSha256;
import io.dunlin.security.sign.Algorithm;
import io.dunlin.security.sign.KeyId;
import io.dunlin.security.sign.KeyUnavailableException;
import io.dunlin.security.sign.Role;
import io.dunlin.security.sign.SigningKey;
import io.dunlin.security.sign.VerificationKey;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.ECKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.util.Arrays;
import java.util.Set;

/** Makes keys for COSE of keys of the JCA. Any provider will do; private keys may be in a token. */
public final class JcaKeys {

    private static final int NAME_BYTES = 16;
    private static final String CURVE = "secp256r1";
    private static final String SIGNATURE = "SHA256withECDSAinP1363Format";

    private JcaKeys() {}

    /**
     * Generates a key on P-256.
     *
     * @return the pair
     */
    public static KeyPair generate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(CURVE));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this platform has no elliptic curve " + CURVE, e);
        }
    }

    /**
     * Pins a public key to ES256 and a role that orders no operations.
     *
     * @param id its name
     * @param role what it may sign
     * @param key a key on P-256
     * @return the pinned key
     * @throws IllegalArgumentException if the key is not on P-256
     */
    public static VerificationKey verification(KeyId id, Role role, PublicKey key) {
        return verification(id, role, Set.of(), key);
    }

    /**
     * Pins a public key to ES256, a role and operations.
     *
     * @param id its name
     * @param role what it may sign
     * @param operations the operations that it may order
     * @param key a key on P-256
     * @return the pinned key
     * @throws IllegalArgumentException if the key is not on P-256
     */
    public static VerificationKey verification(KeyId id, Role role, Set<String> operations, PublicKey key) {
        if (!(key instanceof ECPublicKey point) || !isP256(point)) {
            throw new IllegalArgumentException(
                    "ES256 needs a public key on P-256, key " + id + " is " + key.getAlgorithm());
        }
        return new VerificationKey(
                id,
                Algorithm.ES256,
                role,
                operations,
                key.getEncoded(),
                (message, signature) -> matches(key, message, signature));
    }

    /**
     * Makes a signer of ES256.
     *
     * @param id the name under which verifiers find the public key
     * @param key a private key on P-256
     * @return the signer
     */
    public static SigningKey signing(KeyId id, PrivateKey key) {
        if (key instanceof ECKey point && !isP256(point)) {
            throw new IllegalArgumentException(
                    "ES256 needs a private key on P-256, key " + id + " is on another curve");
        }
        return new SigningKey(id, Algorithm.ES256, message -> sign(id, key, message));
    }

    /**
     * Names a key after itself: whoever has the public key, or a certificate of it, knows the name.
     *
     * @param key a public key
     * @return the first half of the SHA-256 of its encoding
     */
    public static KeyId nameOf(PublicKey key) {
        byte[] encoded = key.getEncoded();
        JdkSha256 sha256 = new JdkSha256();
        sha256.update(encoded, 0, encoded.length);
        return KeyId.of(Arrays.copyOf(sha256.digest(), NAME_BYTES));
    }

    /**
     * Tells whether a key is on P-256.
     *
     * @param key any key of an elliptic curve
     * @return whether its curve is P-256
     */
    public static boolean isP256(ECKey key) {
        ECParameterSpec expected = p256();
        ECParameterSpec actual = key.getParams();
        return actual != null
                && actual.getCurve().equals(expected.getCurve())
                && actual.getGenerator().equals(expected.getGenerator())
                && actual.getOrder().equals(expected.getOrder())
                && actual.getCofactor() == expected.getCofactor();
    }

    private static ECParameterSpec p256() {
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
            parameters.init(new ECGenParameterSpec(CURVE));
            return parameters.getParameterSpec(ECParameterSpec.class);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this platform has no elliptic curve " + CURVE, e);
        }
    }

    private static boolean matches(PublicKey key, byte[] message, byte[] signature) {
        try {
            Signature check = Signature.getInstance(SIGNATURE);
            check.initVerify(key);
            check.update(message);
            return check.verify(signature);
        } catch (SignatureException e) {
            return false; // What the provider says of numbers out of range.
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("this platform cannot check " + SIGNATURE, e);
        }
    }

    private static byte[] sign(KeyId id, PrivateKey key, byte[] message) {
        try {
            Signature signer = Signature.getInstance(SIGNATURE);
            signer.initSign(key);
            signer.update(message);
            return signer.sign();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this platform cannot make " + SIGNATURE, e);
        } catch (InvalidKeyException | SignatureException e) {
            throw new KeyUnavailableException("key " + id + " cannot sign now", e);
        }
    }
}
