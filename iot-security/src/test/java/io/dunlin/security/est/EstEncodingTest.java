/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.security.est;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 8951 section 3: every form of base64 that peers send. */
class EstEncodingTest {

    private static final byte[] DER = sequence();

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 63, 64, 76, 1000})
    void base64OfAnyLineLength_isRead(int width) {
        for (String end : new String[] {"\n", "\r\n", "\n\n", " \t\n"}) {
            String text = Base64.getEncoder().encodeToString(DER).replaceAll("(.{" + width + "})", "$1" + end);
            assertThat(EstEncoding.decode(text.getBytes(StandardCharsets.US_ASCII)))
                    .isEqualTo(DER);
        }
    }

    @Test
    void pemAndPlainDerAndOwnForms_areRead() {
        String pem =
                "-----BEGIN PKCS7-----\n" + Base64.getMimeEncoder().encodeToString(DER) + "\n-----END PKCS7-----\n";
        assertThat(EstEncoding.decode(pem.getBytes(StandardCharsets.US_ASCII))).isEqualTo(DER);
        assertThat(EstEncoding.decode(DER)).isEqualTo(DER);
        assertThat(EstEncoding.decode(EstEncoding.lines(DER))).isEqualTo(DER);
        assertThat(EstEncoding.decode(EstEncoding.oneLine(DER))).isEqualTo(DER);
        assertThat(EstEncoding.oneLine(DER)).doesNotContain('\n', '\r');
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "MI@I", "M!I=", "AAAA", "<html>", "MIIB\u00e9"})
    void anythingElse_isNotRead(String text) {
        assertThat(EstEncoding.decode(text.getBytes(StandardCharsets.ISO_8859_1)))
                .isNull();
        assertThat(EstEncoding.certificates(text.getBytes(StandardCharsets.ISO_8859_1)))
                .isNull();
    }

    @Test
    void statusReport_survivesWhatPeopleWrite() {
        assertThat(EnrollStatus.decode(EnrollStatus.encode(true, ""))).isEqualTo(new EnrollStatus(true, ""));
        assertThat(EnrollStatus.decode(EnrollStatus.encode(false, "a \"b\" \\ \u00e9")))
                .isEqualTo(new EnrollStatus(false, "a ?b? ? ?"));
        assertThat(EnrollStatus.decode("{}".getBytes(StandardCharsets.US_ASCII)))
                .isNull();
        assertThat(EnrollStatus.decode(new byte[2000])).isNull();
    }

    private static byte[] sequence() {
        byte[] der = new byte[300];
        der[0] = 0x30;
        der[1] = (byte) 0x82;
        der[2] = 1;
        der[3] = 0x28;
        for (int i = 4; i < der.length; i++) {
            der[i] = (byte) (i * 37);
        }
        return der;
    }
}
