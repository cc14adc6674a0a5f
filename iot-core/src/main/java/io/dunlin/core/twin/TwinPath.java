/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.twin;

/** The grammar of paths: segments of letters, digits, {@code _} and {@code -}, joined by dots. */
final class TwinPath {

    static final int MAX_LENGTH = 64;

    private TwinPath() {}

    static boolean isValid(String path) {
        int length = path.length();
        if (length == 0 || length > MAX_LENGTH) {
            return false;
        }
        boolean segmentStart = true;
        for (int i = 0; i < length; i++) {
            char c = path.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            if (letter || (c >= '0' && c <= '9') || c == '_' || c == '-') {
                segmentStart = false;
            } else if (c == '.' && !segmentStart) {
                segmentStart = true;
            } else {
                return false;
            }
        }
        return !segmentStart;
    }

    static String check(String path) {
        if (!isValid(path)) {
            throw new IllegalArgumentException(
                    "a path is 1 to 64 of A-Z a-z 0-9 _ - in segments joined by dots, got \"" + path + "\"");
        }
        return path;
    }
}
