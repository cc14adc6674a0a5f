/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.device;

/** Words for what the user's code threw. */
final class Failures {

    private static final int MOST_CHARACTERS = 120;

    private Failures() {}

    /** Returns a short text in ASCII, which fits wherever a text is bounded. */
    static String text(Throwable failure) {
        return text(failure.toString());
    }

    /** Returns a short text in ASCII, which fits wherever a text is bounded. */
    static String text(String words) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < words.length() && i < MOST_CHARACTERS; i++) {
            char c = words.charAt(i);
            text.append(c >= ' ' && c <= '~' ? c : '?');
        }
        return text.toString();
    }
}
