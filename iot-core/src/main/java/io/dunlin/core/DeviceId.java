/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core;

/**
 * The name of a device inside its {@link Tenant}. It is at once a topic level, a path segment, a file name and a
 * certificate's common name, so it is limited to what is safe in all of them.
 *
 * @param value 1 to 64 of {@code A-Z a-z 0-9 . _ -}, the first a letter or digit
 */
public record DeviceId(String value) implements Comparable<DeviceId> {

    /** The longest name, in characters (a common name holds 64: RFC 5280, ub-common-name). */
    public static final int MAX_LENGTH = 64;

    /** Checks the characters. */
    public DeviceId {
        if (!isValid(value)) {
            throw new IllegalArgumentException(
                    "a device id is 1 to 64 of A-Z a-z 0-9 . _ - and starts with a letter or digit, got \"" + value
                            + "\"");
        }
    }

    /**
     * Tells whether a name would be accepted, for input that a peer chose.
     *
     * @param value any text
     * @return whether {@code new DeviceId(value)} succeeds
     */
    public static boolean isValid(String value) {
        int length = value.length();
        if (length == 0 || length > MAX_LENGTH) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            char c = value.charAt(i);
            boolean alphanumeric = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!alphanumeric && (i == 0 || (c != '.' && c != '_' && c != '-'))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int compareTo(DeviceId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
