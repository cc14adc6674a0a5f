/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.delta;

import io.dunlin.core.Sha256;

/**
 * Which image, or other blob: its length and its SHA-256.
 *
 * @param length in bytes, at least 0
 * @param sha256 the digest of all its bytes
 */
public record ImageDigest(long length, Digest sha256) {

    /** Checks the bound. */
    public ImageDigest {
        if (length < 0) {
            throw new IllegalArgumentException("length must be at least 0, got " + length);
        }
    }

    /**
     * Computes which image some bytes are.
     *
     * @param image the bytes
     * @param digests makes the digest
     * @return length and digest
     */
    public static ImageDigest of(byte[] image, Sha256.Factory digests) {
        return new ImageDigest(image.length, Digest.compute(image, digests));
    }
}
