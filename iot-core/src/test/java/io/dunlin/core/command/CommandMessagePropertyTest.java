/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dunlin.core.DecodeException;
import io.dunlin.core.cbor.CborWriter;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

class CommandMessagePropertyTest {

    @Property
    void decode_givesBackACommand(@ForAll @Size(max = 300) byte[] signed) {
        CommandMessage read =
                CommandMessage.decode(CommandMessage.command(signed).encode());
        assertThat(read.kind()).isEqualTo(CommandMessage.Kind.COMMAND);
        assertThat(read.signed()).isEqualTo(signed);
    }

    @Property
    void decode_givesBackAnAcknowledgement(@ForAll long high, @ForAll long low, @ForAll Receipt.State state) {
        CommandMessage read = CommandMessage.decode(
                CommandMessage.receiptStored(new CommandId(high, low), state).encode());
        assertThat(read.kind()).isEqualTo(CommandMessage.Kind.RECEIPT_STORED);
        assertThat(read.id()).isEqualTo(new CommandId(high, low));
        assertThat(read.state()).isEqualTo(state);
    }

    @Property
    void decode_acceptsOnlyWhatEncodeWrites(@ForAll @Size(max = 40) byte[] bytes) {
        try {
            assertThat(CommandMessage.decode(bytes).encode()).isEqualTo(bytes);
        } catch (DecodeException e) {
            assertThat(e.offset()).isLessThanOrEqualTo(bytes.length);
        }
    }

    @Example
    void command_refusesMoreThanItsLimit() {
        byte[] tooLong = new byte[CommandMessage.MAX_SIGNED_BYTES + 1];
        assertThatThrownBy(() -> CommandMessage.command(tooLong)).isInstanceOf(IllegalArgumentException.class);
        byte[] message = new CborWriter().array(2).integer(0).bytes(tooLong).toByteArray();
        assertThatThrownBy(() -> CommandMessage.decode(message)).isInstanceOf(DecodeException.class);
    }

    @Example
    void decode_refusesAWrongCount() {
        byte[] message = new CborWriter()
                .array(3)
                .integer(0)
                .bytes(new byte[1])
                .integer(1)
                .toByteArray();
        assertThatThrownBy(() -> CommandMessage.decode(message)).isInstanceOf(DecodeException.class);
    }
}
