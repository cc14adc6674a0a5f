/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.delta;

import io.dunlin.core.Sha256;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The platform's SHA-256 for tests. */
public final class JcaSha256 implements Sha256 {

    private final MessageDigest digest;

    public JcaSha256() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void update(byte[] bytes, int offset, int length) {
        digest.update(bytes, offset, length);
    }

    @Override
    public byte[] digest() {
        return digest.digest();
    }
}
