/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.security.sign;

import java.util.Arrays;

/**
 * The name of a key, {@code kid} on the wire. It is a hint where to look and proves nothing. Immutable.
 */
public final class KeyId implements Comparable<KeyId> {

    /** The longest name in bytes. */
    public static final int MAX_BYTES = 32;

    private final byte[] bytes;

    private KeyId(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Names a key by bytes, such as the start of the digest of its certificate.
     *
     * @param bytes 1 to {@value #MAX_BYTES} bytes
     * @return the name
     */
    public static KeyId of(byte[] bytes) {
        if (!isValid(bytes)) {
            throw new IllegalArgumentException("a key id has 1 to " + MAX_BYTES + " bytes, got " + bytes.length);
        }
        return new KeyId(bytes.clone());
    }

    /**
     * Names a key by text, such as {@code command-2026a}.
     *
     * @param name 1 to {@value #MAX_BYTES} visible ASCII characters
     * @return the name
     */
    public static KeyId of(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c <= ' ' || c > '~') {
                throw new IllegalArgumentException("a key's name is of visible ASCII characters, got \"" + name + '"');
            }
        }
        return of(Ascii.bytes(name));
    }

    static boolean isValid(byte[] bytes) {
        return bytes.length > 0 && bytes.length <= MAX_BYTES;
    }

    /**
     * Returns the name's bytes.
     *
     * @return a copy
     */
    public byte[] toBytes() {
        return bytes.clone();
    }

    @Override
    public int compareTo(KeyId other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KeyId that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** Returns the text if all of it is visible ASCII, else the bytes in hexadecimal. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(bytes.length);
        for (byte b : bytes) {
            if (b <= ' ' || b > '~') {
                return hex();
            }
            text.append((char) b);
        }
        return text.toString();
    }

    private String hex() {
        StringBuilder text = new StringBuilder("0x");
        for (byte b : bytes) {
            text.append(Character.forDigit((b >> 4) & 0xF, 16)).append(Character.forDigit(b & 0xF, 16));
        }
        return text.toString();
    }
}
