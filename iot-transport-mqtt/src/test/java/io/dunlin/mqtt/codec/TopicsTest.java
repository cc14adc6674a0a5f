/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.codec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TopicsTest {

    @ParameterizedTest
    @CsvSource({
        "a, a, true",
        "a, b, false",
        "a/b, a/b, true",
        "a/b, a, false",
        "a, a/b, false",
        "+, a, true",
        "+, a/b, false",
        "+/+, /b, true",
        "/+, /b, true",
        "+, /b, false",
        "a/+, a, false",
        "a/+, a/, true",
        "a/+/c, a/b/c, true",
        "a/+/c, a/b/d, false",
        "#, a/b/c, true",
        "a/#, a, true",
        "a/#, a/b/c, true",
        "a/#, ab, false",
        "a/+/#, a/b, true",
        "a/+/#, a, false",
        "#, $SYS/x, false",
        "+/x, $SYS/x, false",
        "$SYS/#, $SYS/x, true",
        "$share/g/a/+, a/b, true",
        "$share/g/+, b, true",
        "abc, ab, false",
        "ab, abc, false",
    })
    void matches_followsTheSpecification(String filter, String topic, boolean expected) {
        assertThat(Topics.matches(filter, topic)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a#",
                "#/a",
                "a/#/b",
                "a+",
                "+a",
                "a/b+/c",
                "$share/g",
                "$share//a",
                "$share/g/",
                "$share/+/a",
                "$share/g/a#"
            })
    void isFilter_refuses(String filter) {
        assertThat(Topics.isFilter(filter)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"#", "+", "/", "a", "+/+", "a/+/b/#", "/#", "$share/g/#", "$share", "$shared/+"})
    void isFilter_accepts(String filter) {
        assertThat(Topics.isFilter(filter)).isTrue();
    }

    @Test
    void isName_refusesWildcardsAndWhatUtf8CannotHold() {
        assertThat(Topics.isName("a/b")).isTrue();
        assertThat(Topics.isName("")).isFalse();
        assertThat(Topics.isName("a/+")).isFalse();
        assertThat(Topics.isName("a\u0000")).isFalse();
        assertThat(Topics.isName("\ud83d")).isFalse();
        assertThat(Topics.isName("\u00e9".repeat(32_768))).isFalse();
    }
}
