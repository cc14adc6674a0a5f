/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.cbor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class CborWriterTest {

    @Test
    void item_isRefused_afterTheLast() {
        CborWriter writer = new CborWriter().integer(1);
        assertThatThrownBy(() -> writer.integer(2))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the item is complete after 1 bytes");
    }

    @Test
    void bytes_areRefused_whileAnItemIsMissing() {
        CborWriter writer = new CborWriter().array(2).integer(1).map(1).integer(1);
        assertThatThrownBy(writer::toByteArray)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the item is not complete: 2 containers are open");
        assertThatThrownBy(() -> new CborWriter().toByteArray()).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void key_isRefused_outOfOrderAndTwice() {
        CborWriter writer = new CborWriter().map(2).integer(2).nil();
        assertThatThrownBy(() -> writer.integer(1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the map key at byte 3 does not follow the key before it in bytewise order");
        assertThatThrownBy(() -> new CborWriter().map(2).text("a").nil().text("a"))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void containerAsKey_isOrderedByItsEncoding() {
        byte[] message = new CborWriter()
                .map(3)
                .array(0)
                .nil()
                .array(1)
                .integer(1)
                .nil()
                .map(0)
                .nil()
                .toByteArray();
        assertThat(HexFormat.of().formatHex(message)).isEqualTo("a380f68101f6a0f6");
        new CborReader(message).skip();
    }

    @Test
    void growth_isRefused_beyondTheLimit() {
        CborWriter writer = CborWriter.withLimit(10);
        assertThat(writer.bytes(new byte[9]).toByteArray()).hasSize(10);
        assertThatThrownBy(() -> writer.reset().bytes(new byte[10]))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the item may have 10 bytes, has 1 and needs 10 more");
    }

    @Test
    void reset_startsAnew() {
        CborWriter writer = new CborWriter().array(3).integer(1);
        assertThat(writer.size()).isEqualTo(2);
        assertThat(writer.reset().bytes(new byte[] {1, 2, 3, 4}, 1, 2).toByteArray())
                .isEqualTo(new byte[] {0x42, 2, 3});
    }

    @Test
    void impossibleArgument_isRefused() {
        assertThatThrownBy(() -> CborWriter.withLimit(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new CborWriter().array(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new CborWriter().map(1 << 30)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new CborWriter().tag(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new CborWriter().raw(new byte[0])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new CborWriter().text("\uD800")).isInstanceOf(IllegalArgumentException.class);
    }
}
