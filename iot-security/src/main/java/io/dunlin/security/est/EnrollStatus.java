/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.security.est;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The enrolment status report of RFC 8995 section 5.9.4, of which the fields {@code status} and {@code reason} are read.
 *
 * @param success whether the device uses its new certificate
 * @param reason more for people, may be empty
 */
record EnrollStatus(boolean success, String reason) {

    private static final int MAX_BYTES = 1024;
    private static final Pattern STATUS = Pattern.compile("\"status\"\\s*:\\s*(true|false)\\b");
    private static final Pattern REASON = Pattern.compile("\"reason\"\\s*:\\s*\"([^\"\\\\]{0,256})\"");

    static byte[] encode(boolean success, String reason) {
        StringBuilder text = new StringBuilder();
        reason.codePoints()
                .limit(256)
                .map(c -> c < ' ' || c > '~' || c == '"' || c == '\\' ? '?' : c)
                .forEach(text::appendCodePoint);
        String json = "{\"version\":\"1\",\"status\":" + success + ",\"reason\":\"" + text + "\"}";
        return json.getBytes(StandardCharsets.US_ASCII);
    }

    static @Nullable EnrollStatus decode(byte[] body) {
        if (body.length > MAX_BYTES) {
            return null;
        }
        String json = new String(body, StandardCharsets.UTF_8);
        Matcher status = STATUS.matcher(json);
        Matcher reason = REASON.matcher(json);
        return status.find()
                ? new EnrollStatus(status.group(1).equals("true"), reason.find() ? reason.group(1) : "")
                : null;
    }
}
