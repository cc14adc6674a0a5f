/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScriptedPeerTest {

    private final List<String> sent = new ArrayList<>();
    private final ScriptedPeer stream =
            ScriptedPeer.ofStream(bytes -> sent.add(HexFormat.of().formatHex(bytes)));
    private final ScriptedPeer messages =
            ScriptedPeer.ofMessages(bytes -> sent.add(HexFormat.of().formatHex(bytes)));

    @Test
    void script_walksInLockstep_withWildcardsTextAndComments() {
        stream.emitted(HexFormat.of().parseHex("100c00044d515454"));
        stream.emitted(HexFormat.of().parseHex("05c2c0"));
        stream.emitted(HexFormat.of().parseHex("00"));
        stream.run("""
                # the client says hello
                expect 10 ?? 00 04 'MQTT' 05 c?   # in any pieces
                send 2003 0000 00
                expect ?000
                nothing
                send 'a#b' 0A
                """);
        assertThat(sent).containsExactly("2003000000", "6123620a");
    }

    @Test
    void subject_mayAnswerWithinASend() {
        ScriptedPeer[] peer = new ScriptedPeer[1];
        peer[0] = ScriptedPeer.ofStream(bytes -> peer[0].emitted(new byte[] {(byte) (bytes[0] + 1)}));
        peer[0].run("send 01\nexpect 02\nsend 7f\nexpect 80\nnothing");
    }

    @Test
    void names_areRememberedAndUsedInBothDirections() {
        messages.emitted(HexFormat.of().parseHex("4201abcd77"));
        messages.emitted(HexFormat.of().parseHex("abcd"));
        messages.run("""
                expect 42 01 <token:2> 77
                send 62 45 <token>
                expect <token>
                """);
        assertThat(sent).containsExactly("6245abcd");
        assertThat(messages.remembered("token")).containsExactly(0xAB, 0xCD);
        assertThatThrownBy(() -> messages.remembered("id")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> messages.run("send <id>")).hasMessageContaining("line 1: send <id>: nothing is rem");
    }

    @Test
    void mismatch_showsBothSidesAndTheFirstByte() {
        stream.emitted("0a1bcd".getBytes(StandardCharsets.US_ASCII));
        assertThatThrownBy(() -> stream.run("nothing\n")).hasMessage("line 1: nothing\n  actual   30 61 31 62 63 64");
        assertThatThrownBy(() -> stream.run("\nexpect 30 61 ?2 '!'"))
                .isInstanceOf(AssertionError.class)
                .hasMessage("""
                        line 2: expect 30 61 ?2 '!'
                          expected 30 61 ?2 21
                          actual   30 61 31 62
                                         ^^ byte 2
                          as text  0a1b""");
    }

    @Test
    void missingBytesAndMessages_areMismatches() {
        stream.emitted(new byte[] {1});
        assertThatThrownBy(() -> stream.run("expect 01 02"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("^^ byte 1");
        assertThatThrownBy(() -> stream.run("expect 01")).hasMessageContaining("actual   (nothing)");
        assertThatThrownBy(() -> messages.run("expect 01")).hasMessageContaining("no message was emitted");
    }

    @Test
    void messages_matchAsAWhole_unlessTheRestIsLeftOpen() {
        messages.emitted(new byte[] {1, 2, 3});
        messages.emitted(new byte[] {1, 2, 3});
        messages.emitted(new byte[] {1});
        messages.run("expect 01 02 ...");
        assertThatThrownBy(() -> messages.run("expect 01 02")).hasMessageContaining("^^ byte 2");
        assertThatThrownBy(() -> messages.run("expect 01 02 ...")).hasMessageContaining("^^ byte 1");
        assertThatThrownBy(() -> stream.run("expect 01 ...")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void wait_passesVirtualTime() {
        List<Duration> waited = new ArrayList<>();
        assertThatThrownBy(() -> stream.run("wait 5")).isInstanceOf(IllegalArgumentException.class);
        stream.clock(waited::add).run("wait 1500");
        assertThat(waited).containsExactly(Duration.ofMillis(1500));
    }

    @Test
    void lineThatIsNoInstruction_isRefused() {
        for (String line :
                List.of("hello", "send 1", "send 'a", "send <a", "send 0g", "send ??", "send ...00", "wait x")) {
            assertThatThrownBy(() -> stream.run(line))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("line 1: " + line);
        }
    }
}
