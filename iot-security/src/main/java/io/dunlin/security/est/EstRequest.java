/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.security.est;

import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;

/**
 * A request as the socket side hands it over. Prints no secret.
 *
 * @param method the HTTP method
 * @param path the path without the query
 * @param contentType the value of the header, empty if absent
 * @param authorization the value of the header, empty if absent; a secret
 * @param body all of it
 * @param peer the certificate that the client proved to have, null if it showed none
 */
@SuppressWarnings("ArrayRecordComponent") // Handed over once; never compared.
public record EstRequest(
        String method,
        String path,
        String contentType,
        String authorization,
        byte[] body,
        @Nullable X509Certificate peer) {
    @Override
    public String toString() {
        return "EstRequest[" + method + ' ' + path + ", " + body.length + " bytes]";
    }
}
