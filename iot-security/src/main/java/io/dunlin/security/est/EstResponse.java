/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.security.est;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * An answer for the socket side to send.
 *
 * @param status the HTTP status
 * @param headers header fields beside the length
 * @param body may be empty
 */
@SuppressWarnings("ArrayRecordComponent") // Handed over once; never compared.
public record EstResponse(int status, Map<String, String> headers, byte[] body) {
    /** Copies the headers. */
    public EstResponse {
        headers = Map.copyOf(headers);
    }

    static EstResponse certificates(byte[] certsOnly, String type) {
        // The deprecated transfer encoding is what clients of RFC 7030 look for, and those of RFC 8951 ignore it.
        Map<String, String> headers = Map.of("Content-Type", type, "Content-Transfer-Encoding", "base64");
        return new EstResponse(200, headers, EstEncoding.oneLine(certsOnly));
    }

    static EstResponse failure(int status, String text) {
        Map<String, String> headers = Map.of("Content-Type", "text/plain");
        return new EstResponse(status, headers, text.getBytes(StandardCharsets.US_ASCII));
    }
}
