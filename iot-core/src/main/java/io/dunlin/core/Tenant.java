/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core;

/**
 * The owner of a set of devices. Signatures bind it, so that a command signed for one tenant means nothing to another.
 *
 * @param value empty for the only tenant of a single-tenant fleet, else a name of the form of a {@link DeviceId}
 */
public record Tenant(String value) {

    /** The tenant of a fleet that has only one. */
    public static final Tenant DEFAULT = new Tenant("");

    /** Checks the characters. */
    public Tenant {
        if (!value.isEmpty() && !DeviceId.isValid(value)) {
            throw new IllegalArgumentException(
                    "a tenant is empty or 1 to 64 of A-Z a-z 0-9 . _ - and starts with a letter or digit, got \""
                            + value + "\"");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
