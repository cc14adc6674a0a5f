/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.cbor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dunlin.core.cbor.CborException.Kind;
import org.junit.jupiter.api.Test;

class CborFieldsTest {

    @Test
    void fields_areWalkedInOrder() {
        CborReader reader = new CborReader(new CborWriter()
                .map(2)
                .integer(1)
                .text("x")
                .integer(-3)
                .array(1)
                .nil()
                .toByteArray());
        CborFields fields = CborFields.of(reader);
        assertThat(fields.next()).isTrue();
        assertThat(fields.key()).isEqualTo(1);
        assertThat(reader.text()).isEqualTo("x");
        assertThat(fields.next()).isTrue();
        assertThat(fields.key()).isEqualTo(-3);
        reader.skip();
        assertThat(fields.next()).isFalse();
        reader.end();
        fields.require(1);
        assertThat(fields.has(2)).isFalse();
        assertThatThrownBy(() -> fields.require(1, 2)).hasMessage("key 2 is missing at byte 7");
        assertThatThrownBy(() -> fields.has(64)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void emptyMap_hasNoFields() {
        CborFields fields = CborFields.of(new CborReader(new CborWriter().map(0).toByteArray()));
        assertThat(fields.next()).isFalse();
    }

    @Test
    void emptyMapInsideAnother_hasNoFields() {
        CborReader reader =
                new CborReader(new CborWriter().map(1).integer(1).map(0).toByteArray());
        CborFields outer = CborFields.of(reader);
        assertThat(outer.next()).isTrue();
        assertThat(CborFields.of(reader).next()).isFalse();
        assertThat(outer.next()).isFalse();
        reader.end();
    }

    @Test
    void unreadPartOfAValue_isRefused_alsoOfTheLast() {
        CborReader reader = new CborReader(
                new CborWriter().map(1).integer(1).array(2).nil().nil().toByteArray());
        CborFields fields = CborFields.of(reader);
        fields.next();
        reader.array();
        reader.nil();
        assertUnexpected(fields::next, "the value of key 1 holds more than was expected at byte 4");
    }

    @Test
    void unknownKeyAndKeyBeyondInt_areRefused() {
        CborReader reader = new CborReader(
                new CborWriter().map(2).integer(9).nil().integer(1L << 40).nil().toByteArray());
        CborFields fields = CborFields.of(reader);
        fields.next();
        assertUnexpected(
                () -> {
                    throw fields.unknown();
                },
                "key 9 is unknown at byte 2");
        reader.nil();
        assertThatThrownBy(fields::next).isInstanceOf(CborException.class);
    }

    private static void assertUnexpected(Runnable reading, String message) {
        assertThatThrownBy(reading::run)
                .isInstanceOfSatisfying(
                        CborException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNEXPECTED))
                .hasMessage(message);
    }
}
