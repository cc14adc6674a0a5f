/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.delta;

import io.dunlin.core.Sha256;
import java.io.IOException;
import java.util.Arrays;

/** A SHA-256 as a value. Immutable. */
public final class Digest {

    private final byte[] bytes;

    private Digest(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Takes a digest.
     *
     * @param bytes {@value Sha256#DIGEST_BYTES} bytes, copied
     * @return the value
     */
    public static Digest of(byte[] bytes) {
        return of(bytes, 0, bytes.length);
    }

    /**
     * Takes a digest that stands among other bytes.
     *
     * @param bytes where it stands
     * @param from its first byte
     * @param length {@value Sha256#DIGEST_BYTES}
     * @return the value
     */
    public static Digest of(byte[] bytes, int from, int length) {
        if (length != Sha256.DIGEST_BYTES) {
            throw new IllegalArgumentException("a SHA-256 has " + Sha256.DIGEST_BYTES + " bytes, got " + length);
        }
        return new Digest(Arrays.copyOfRange(bytes, from, from + length));
    }

    /**
     * Computes the digest of some bytes.
     *
     * @param bytes the bytes
     * @param digests makes SHA-256
     * @return the value
     */
    public static Digest compute(byte[] bytes, Sha256.Factory digests) {
        Sha256 digest = digests.create();
        digest.update(bytes, 0, bytes.length);
        return new Digest(digest.digest());
    }

    /**
     * Returns the digest.
     *
     * @return a copy of its bytes
     */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** Writes the bytes and returns the offset after them. */
    int put(byte[] into, int offset) {
        System.arraycopy(bytes, 0, into, offset, bytes.length);
        return offset + bytes.length;
    }

    void put(StateWriter out) throws IOException {
        out.putBytes(bytes, 0, bytes.length);
    }

    /** Reads as many bytes as a digest has and tells whether they are these. */
    boolean isNext(StateReader in) throws IOException {
        boolean same = true;
        for (byte b : bytes) {
            same &= in.getByte() == (b & 0xFF);
        }
        return same;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Digest that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /**
     * Returns the digest for people.
     *
     * @return lower-case hexadecimal digits
     */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(2 * bytes.length);
        for (byte b : bytes) {
            text.append(Character.forDigit((b >> 4) & 0xF, 16)).append(Character.forDigit(b & 0xF, 16));
        }
        return text.toString();
    }
}
