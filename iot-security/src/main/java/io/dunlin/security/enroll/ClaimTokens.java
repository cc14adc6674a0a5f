/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.security.enroll;

import io.dunlin.core.DeviceId;
import io.dunlin.core.rim.JdkSha256;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.util.Base64;

/**
 * Lets a device in that shows a token made for it, once: the first key that comes with a token is bound to it, and the
 * token is worth nothing with another key. Accepts {@code Bearer TOKEN} and, for clients that know nothing else,
 * {@code Basic} with the device's name and the token as the password. Keeps digests of tokens only.
 */
public final class ClaimTokens implements EnrollmentAuthorizer {

    private final Store store;

    /**
     * Creates an authorizer.
     *
     * @param store where tokens are kept
     */
    public ClaimTokens(Store store) {
        this.store = store;
    }

    /** Where tokens are kept. Blocking; safe for use by several threads. */
    @FunctionalInterface
    public interface Store {
        /**
         * Binds a token to a key unless it is bound to another, in one durable step.
         *
         * @param tokenDigest SHA-256 of the token
         * @param device who shows it
         * @param keyDigest SHA-256 of the encoded public key
         * @return whether there is such a token, made for this device, not revoked, and now bound to this key
         */
        boolean claim(byte[] tokenDigest, DeviceId device, byte[] keyDigest);
    }

    /**
     * Returns what stands for a token in the store.
     *
     * @param token the token
     * @return SHA-256 of it
     */
    public static byte[] digest(String token) {
        return digest(token.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public Decision authorize(DeviceId device, PublicKey key, String authorization) {
        String token = token(device, authorization);
        boolean claimed = !token.isEmpty() && store.claim(digest(token), device, digest(key.getEncoded()));
        return claimed ? Decision.ALLOWED : Decision.DENIED;
    }

    /** Returns the token, or nothing if there is none. Schemes are case-insensitive (RFC 9110 section 11.1). */
    private static String token(DeviceId device, String authorization) {
        if (authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
            return authorization.substring(7).trim();
        }
        if (!authorization.regionMatches(true, 0, "Basic ", 0, 6)) {
            return "";
        }
        try {
            byte[] decoded =
                    Base64.getDecoder().decode(authorization.substring(6).trim());
            String both = new String(decoded, StandardCharsets.UTF_8);
            String prefix = device.value() + ':';
            return both.startsWith(prefix) ? both.substring(prefix.length()) : "";
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    private static byte[] digest(byte[] bytes) {
        JdkSha256 sha256 = new JdkSha256();
        sha256.update(bytes, 0, bytes.length);
        return sha256.digest();
    }
}
