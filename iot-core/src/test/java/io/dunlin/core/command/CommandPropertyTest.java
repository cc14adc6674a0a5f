/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dunlin.core.DecodeException;
import io.dunlin.core.cbor.CborWriter;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

/** Oracles: the round trip, and that every accepted encoding is the one that is written. */
class CommandPropertyTest {

    @Property
    void everyCommand_survivesTheWire(
            @ForAll long high,
            @ForAll long low,
            @ForAll @AlphaChars @StringLength(min = 1, max = 64) String operation,
            @ForAll Semantics semantics,
            @ForAll @Size(max = 200) byte[] payload) {
        byte[] arguments = new CborWriter().bytes(payload).toByteArray();
        Command command = new Command(new CommandId(high, low), operation, semantics, arguments);
        assertThat(Command.decode(command.encode())).isEqualTo(command);
    }

    @Property
    void mutatedClaims_areRefusedOrReadAsWhatTheySay(
            @ForAll @Size(max = 20) byte[] result, @ForAll int position, @ForAll byte value) {
        byte[] command = new Command(new CommandId(1, 2), "reboot", Semantics.IDEMPOTENT, new byte[] {1}).encode();
        command[Math.floorMod(position, command.length)] = value;
        try {
            assertThat(Command.decode(command).encode()).isEqualTo(command);
        } catch (DecodeException e) {
            assertThat(e).hasMessageContaining(" ");
        }
        byte[] receipt = Receipt.done(new CommandId(1, 2), result).encode();
        byte[] cut = Arrays.copyOf(receipt, Math.floorMod(position, receipt.length));
        assertThatThrownBy(() -> Receipt.decode(cut)).isInstanceOf(DecodeException.class);
    }
}
