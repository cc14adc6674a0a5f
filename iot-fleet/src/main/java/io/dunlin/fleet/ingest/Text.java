/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.fleet.ingest;

/** Text that a database column holds. */
final class Text {

    private Text() {}

    /** Returns the start of a text, without NUL, which PostgreSQL does not take. */
    static String cut(String text, int most) {
        String clean = text.replace('\0', ' ');
        if (clean.length() <= most) {
            return clean;
        }
        int end = Character.isHighSurrogate(clean.charAt(most - 1)) ? most - 1 : most;
        return clean.substring(0, end);
    }
}
