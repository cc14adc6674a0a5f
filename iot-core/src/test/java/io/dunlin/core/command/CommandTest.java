/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dunlin.core.DecodeException;
import io.dunlin.core.LimitExceeded;
import io.dunlin.core.cbor.CborWriter;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class CommandTest {

    private static final CommandId ID = CommandId.parse("00112233445566778899aabbccddeeff");
    private static final byte[] NUMBER = {0x18, 0x2A};

    @Test
    void command_encodesAsDocumented() {
        Command command = new Command(ID, "reboot", Semantics.AT_MOST_ONCE, NUMBER);
        String expected =
                "a4" + "0150" + "00112233445566778899aabbccddeeff" + "0266" + "7265626f6f74" + "0300" + "0442" + "182a";
        assertThat(HexFormat.of().formatHex(command.encode())).isEqualTo(expected);
        assertThat(Command.decode(command.encode())).isEqualTo(command).hasSameHashCodeAs(command);
    }

    @Test
    void command_leavesOutTheKey_whenItHasNoArguments() {
        Command command = new Command(ID, "reboot", Semantics.IDEMPOTENT, new byte[0]);
        assertThat(command.encode()[0]).isEqualTo((byte) 0xA3);
        assertThat(Command.decode(command.encode()).arguments()).isEmpty();
    }

    @Test
    void command_keepsItsArguments_whenTheCallersArrayChanges() {
        byte[] arguments = NUMBER.clone();
        Command command = new Command(ID, "reboot", Semantics.AT_MOST_ONCE, arguments);
        arguments[1] = 0x2B;
        command.arguments()[1] = 0x2C;
        assertThat(command.arguments()).isEqualTo(NUMBER);
    }

    @Test
    void command_differs_whenAnyPartDiffers() {
        Command command = new Command(ID, "reboot", Semantics.AT_MOST_ONCE, NUMBER);
        assertThat(command)
                .isNotEqualTo(new Command(new CommandId(1, 2), "reboot", Semantics.AT_MOST_ONCE, NUMBER))
                .isNotEqualTo(new Command(ID, "restart", Semantics.AT_MOST_ONCE, NUMBER))
                .isNotEqualTo(new Command(ID, "reboot", Semantics.IDEMPOTENT, NUMBER))
                .isNotEqualTo(new Command(ID, "reboot", Semantics.AT_MOST_ONCE, new byte[0]))
                .isNotEqualTo("reboot");
    }

    @Test
    void command_isRefused_whenItsNameOrArgumentsAreNotAllowed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Command(ID, "rm -rf", Semantics.AT_MOST_ONCE, NUMBER))
                .withMessageContaining("rm -rf");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Command(ID, "a", Semantics.AT_MOST_ONCE, new byte[] {0x18, 0x01}))
                .withMessageContaining("deterministic");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Command(ID, "a", Semantics.AT_MOST_ONCE, new byte[] {0x01, 0x02}));
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> new Command(ID, "a", Semantics.AT_MOST_ONCE, new byte[Command.MAX_ARGUMENTS_BYTES + 1]))
                .withMessageContaining("16385");
    }

    @Test
    void decode_refuses_whenClaimsAreMissingUnknownOrOfAnotherForm() {
        CborWriter writer = new CborWriter();
        assertRefused(writer.map(1).integer(1).bytes(ID.toBytes()).toByteArray());
        assertRefused(base(writer.reset(), 4).integer(5).integer(0).toByteArray());
        assertRefused(base(writer.reset(), 4).integer(4).bytes(new byte[0]).toByteArray());
        assertRefused(base(writer.reset(), 4)
                .integer(4)
                .bytes(new byte[] {0x18, 0x01})
                .toByteArray());
        assertRefused(claims(writer.reset(), 3, new byte[15], "a", 0).toByteArray());
        assertRefused(claims(writer.reset(), 3, ID.toBytes(), "no good", 0).toByteArray());
        assertRefused(claims(writer.reset(), 3, ID.toBytes(), "a", 2).toByteArray());
    }

    @Test
    void decode_refusesWithTheLimit_whenArgumentsAreTooLong() {
        byte[] tooLong = new byte[Command.MAX_ARGUMENTS_BYTES + 1];
        byte[] claims = base(new CborWriter(), 4).integer(4).bytes(tooLong).toByteArray();
        assertThatThrownBy(() -> Command.decode(claims)).isInstanceOf(LimitExceeded.class);
    }

    @Test
    void semantics_haveTheCodesOfTheWireContract() {
        assertThat(Semantics.AT_MOST_ONCE.code()).isZero();
        assertThat(Semantics.IDEMPOTENT.code()).isOne();
    }

    private static CborWriter base(CborWriter writer, int pairs) {
        return claims(writer, pairs, ID.toBytes(), "a", 0);
    }

    private static CborWriter claims(CborWriter writer, int pairs, byte[] id, String operation, int semantics) {
        writer.map(pairs).integer(1).bytes(id);
        writer.integer(2).text(operation);
        return writer.integer(3).integer(semantics);
    }

    private static void assertRefused(byte[] claims) {
        assertThatThrownBy(() -> Command.decode(claims)).isInstanceOf(DecodeException.class);
    }
}
