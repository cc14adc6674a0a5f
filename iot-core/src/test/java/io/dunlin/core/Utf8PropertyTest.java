/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The oracle is the JDK's own decoder, told to report instead of replace. */
class Utf8PropertyTest {

    @Property
    void text_takesTheJdksBytes_andComesBack(@ForAll("texts") String text) {
        byte[] bytes = Utf8.encode(text);
        assertThat(bytes).isEqualTo(text.getBytes(StandardCharsets.UTF_8)).hasSize(Utf8.length(text));
        assertThat(Utf8.invalidAt(bytes, 0, bytes.length)).isEqualTo(-1);
        assertThat(Utf8.decode(bytes, 0, bytes.length)).isEqualTo(text);
    }

    @Property
    void bytes_areRefused_exactlyWhenTheJdkRefusesThem(@ForAll("nearlyText") byte[] bytes) {
        if (isUtf8(bytes)) {
            assertThat(Utf8.invalidAt(bytes, 0, bytes.length)).isEqualTo(-1);
        } else {
            assertThatThrownBy(() -> Utf8.decode(bytes, 0, bytes.length)).isInstanceOf(DecodeException.class);
        }
    }

    @Property
    void unpairedSurrogate_isRefused(@ForAll("texts") String before, @ForAll("surrogates") char surrogate) {
        assertThatThrownBy(() -> Utf8.encode(before + surrogate + "x")).isInstanceOf(IllegalArgumentException.class);
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.integers()
                .between(0, 0x10FFFF)
                .filter(point -> point < 0xD800 || point > 0xDFFF)
                .map(Character::toString)
                .list()
                .ofMaxSize(20)
                .map(points -> String.join("", points));
    }

    /** Bytes from the edges of RFC 3629's ranges, so that about a third of the short strings is valid. */
    @Provide
    Arbitrary<byte[]> nearlyText() {
        return Arbitraries.of(
                        0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xED, 0xEF,
                        0xF0, 0xF1, 0xF4, 0xF5, 0xFF)
                .map(Integer::byteValue)
                .array(byte[].class)
                .ofMaxSize(6);
    }

    @Provide
    Arbitrary<Character> surrogates() {
        return Arbitraries.chars().range('\uD800', '\uDFFF');
    }

    private static boolean isUtf8(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
