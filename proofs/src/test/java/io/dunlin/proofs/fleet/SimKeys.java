/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.proofs.fleet;

import io.dunlin.security.sign.Algorithm;
import io.dunlin.security.sign.KeyId;
import io.dunlin.security.sign.Role;
import io.dunlin.security.sign.SigningKey;
import io.dunlin.security.sign.VerificationKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Set;

/**
 * Keys that stand in for ES256: a signature is the SHA-512 of a secret and the message, which nobody makes without the
 * secret. Unlike ECDSA of the JDK it is the same in each run, and it costs a thousandth.
 */
final class SimKeys {

    private SimKeys() {}

    static SigningKey signing(String id, String secret) {
        return new SigningKey(KeyId.of(id), Algorithm.ES256, message -> digest(bytes(secret), message));
    }

    static VerificationKey verification(String id, Role role, String secret) {
        return new VerificationKey(
                KeyId.of(id),
                Algorithm.ES256,
                role,
                Set.of(VerificationKey.ANY_OPERATION),
                bytes(secret),
                (message, signature) -> Arrays.equals(signature, digest(bytes(secret), message)));
    }

    /** Returns 64 bytes that nobody finds without the secret. */
    static byte[] digest(byte[] secret, byte[] message) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-512");
            sha.update(secret);
            return sha.digest(message);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] bytes(String secret) {
        return secret.getBytes(StandardCharsets.UTF_8);
    }
}
