/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class CommandIdTest {

    @Test
    void id_hasThreeForms_thatMeanTheSame() {
        CommandId id = new CommandId(0x0011223344556677L, 0x8899AABBCCDDEEFFL);
        assertThat(id).hasToString("00112233445566778899aabbccddeeff");
        assertThat(CommandId.parse("00112233445566778899AABBCCDDEEFF")).isEqualTo(id);
        assertThat(CommandId.of(id.toBytes())).isEqualTo(id);
        assertThat(id.toBytes()).hasSize(CommandId.BYTES).startsWith(0x00, 0x11).endsWith(0xEE, 0xFF);
    }

    @Test
    void id_isOrderedAsItsBytes() {
        assertThat(new CommandId(-1, 0)).isGreaterThan(new CommandId(1, -1));
        assertThat(new CommandId(0, -1)).isGreaterThan(new CommandId(0, 1));
        assertThat(new CommandId(7, 7)).isEqualByComparingTo(new CommandId(7, 7));
    }

    @Test
    void id_isRefused_whenItsLengthOrDigitsAreWrong() {
        assertThatIllegalArgumentException().isThrownBy(() -> CommandId.of(new byte[15]));
        assertThatIllegalArgumentException().isThrownBy(() -> CommandId.parse("00"));
        assertThatIllegalArgumentException().isThrownBy(() -> CommandId.parse("0011223344556677 899aabbccddeeff"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CommandId.parse("\u0661" + "0112233445566778899aabbccddeeff"));
    }
}
