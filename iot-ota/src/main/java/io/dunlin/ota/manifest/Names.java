/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.manifest;

/** Bounds of the texts in a manifest. */
final class Names {

    static final int MAX_LENGTH = 64;

    private Names() {}

    static void check(String what, String text) {
        if (text.isEmpty() || text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(what + " has 1 to " + MAX_LENGTH + " characters, got \"" + text + '"');
        }
    }
}
