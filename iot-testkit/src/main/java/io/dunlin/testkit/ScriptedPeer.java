/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.testkit;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The other side of a protocol as a script: what it expects and what it sends, byte by byte, in lockstep with the code
 * under test and without a socket. It works on anything that consumes and emits bytes.
 *
 * <pre>{@code
 * ScriptedPeer broker = ScriptedPeer.ofStream(bytes -> session.receive(bytes, now));
 * session = new Session(..., broker::emitted);
 * session.connect(now);
 * broker.run("""
 *         expect 10 ?? 00 04 'MQTT' 05 ?? 003c 00 0005 'dev-1'
 *         send   20 03 00 00 00                   # CONNACK, no session
 *         wait   60000                            # milliseconds
 *         expect c0 00
 *         nothing
 *         """);
 * }</pre>
 *
 * <p>One instruction per line; {@code #} begins a comment. Bytes are pairs of hex digits ({@code ?} is any digit) or text
 * in single quotes. {@code <id:2>} expects any two bytes and remembers them; {@code <id>} stands for them from then on, in
 * both directions. In messages {@code ...} at the end allows anything more. A mismatch is an {@link AssertionError} that
 * shows both sides. Used by one thread.
 */
public final class ScriptedPeer {

    private final Consumer<byte[]> subject;
    private final boolean messages;
    private final Deque<byte[]> emitted = new ArrayDeque<>();
    private final Map<String, byte[]> remembered = new HashMap<>();
    private Consumer<Duration> clock = span -> {
        throw new IllegalArgumentException("a script that waits needs ScriptedPeer.clock");
    };

    private ScriptedPeer(Consumer<byte[]> subject, boolean messages) {
        this.subject = subject;
        this.messages = messages;
    }

    /**
     * Creates the peer of a byte stream: where one emission ends and the next begins does not matter.
     *
     * @param subject takes the bytes that the script sends
     * @return the peer
     */
    public static ScriptedPeer ofStream(Consumer<byte[]> subject) {
        return new ScriptedPeer(subject, false);
    }

    /**
     * Creates the peer of a message protocol: each emission must match one {@code expect} as a whole.
     *
     * @param subject takes each message that the script sends
     * @return the peer
     */
    public static ScriptedPeer ofMessages(Consumer<byte[]> subject) {
        return new ScriptedPeer(subject, true);
    }

    /**
     * Sets what {@code wait} does.
     *
     * @param passTime lets virtual time pass and what is due happen
     * @return this
     */
    public ScriptedPeer clock(Consumer<Duration> passTime) {
        this.clock = passTime;
        return this;
    }

    /**
     * Takes what the code under test emits; give it as its output.
     *
     * @param bytes the bytes; copied
     */
    public void emitted(byte[] bytes) {
        if (messages || bytes.length > 0) {
            emitted.add(bytes.clone());
        }
    }

    /**
     * Returns bytes that the script remembered.
     *
     * @param name the name in {@code <name:length>}
     * @return the bytes
     */
    public byte[] remembered(String name) {
        byte[] bytes = remembered.get(name);
        if (bytes == null) {
            throw new IllegalArgumentException("nothing is remembered as <" + name + ">");
        }
        return bytes.clone();
    }

    /**
     * Plays instructions; may be called several times, with other steps in between.
     *
     * @param script the lines
     * @throws AssertionError if the code under test did not emit what is expected
     * @throws IllegalArgumentException if a line is not an instruction
     */
    public void run(String script) {
        int number = 0;
        for (String line : script.lines().toList()) {
            number++;
            String instruction = withoutComment(line).strip();
            if (!instruction.isEmpty()) {
                play("line " + number + ": " + instruction, instruction);
            }
        }
    }

    private void play(String where, String instruction) {
        int space = instruction.indexOf(' ');
        String verb = space < 0 ? instruction : instruction.substring(0, space);
        String rest = space < 0 ? "" : instruction.substring(space + 1).strip();
        try {
            switch (verb) {
                case "expect" -> expect(where, BytePattern.parse(rest, remembered));
                case "send" ->
                    subject.accept(BytePattern.parse(rest, remembered).exactBytes());
                case "wait" -> clock.accept(Duration.ofMillis(Long.parseLong(rest)));
                case "nothing" -> expectNothing(where);
                default -> throw new IllegalArgumentException("expect, send, wait or nothing, got \"" + verb + '"');
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(where + ": " + e.getMessage(), e);
        }
    }

    private void expect(String where, BytePattern pattern) {
        byte[] actual = messages ? nextMessage(where) : nextBytes(pattern);
        int mismatch = pattern.mismatch(actual);
        if (mismatch >= 0) {
            throw new AssertionError(where + "\n  expected " + pattern + "\n  actual   " + hex(actual) + "\n           "
                    + "   ".repeat(mismatch) + "^^ byte " + mismatch + "\n  as text  " + text(actual));
        }
        pattern.remember(actual, remembered);
    }

    private byte[] nextMessage(String where) {
        if (emitted.isEmpty()) {
            throw new AssertionError(where + "\n  no message was emitted");
        }
        return emitted.remove();
    }

    private byte[] nextBytes(BytePattern pattern) {
        if (pattern.isAnyRest()) {
            throw new IllegalArgumentException("a stream has no end that ... could mean");
        }
        byte[] bytes = new byte[pattern.size()];
        int filled = 0;
        while (filled < bytes.length && !emitted.isEmpty()) {
            byte[] first = emitted.remove();
            int taken = Math.min(first.length, bytes.length - filled);
            System.arraycopy(first, 0, bytes, filled, taken);
            filled += taken;
            if (taken < first.length) {
                emitted.addFirst(Arrays.copyOfRange(first, taken, first.length));
            }
        }
        return Arrays.copyOf(bytes, filled);
    }

    private void expectNothing(String where) {
        if (!emitted.isEmpty()) {
            StringBuilder all = new StringBuilder();
            emitted.forEach(bytes -> all.append("\n  actual   ").append(hex(bytes)));
            throw new AssertionError(where + all);
        }
    }

    /** Cuts a comment off; a hash inside single quotes is text. */
    private static String withoutComment(String line) {
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '\'') {
                quoted = !quoted;
            } else if (c == '#' && !quoted) {
                return line.substring(0, i);
            }
        }
        return line;
    }

    private static String hex(byte[] bytes) {
        return bytes.length == 0 ? "(nothing)" : HexFormat.ofDelimiter(" ").formatHex(bytes);
    }

    private static String text(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        for (byte b : bytes) {
            text.append(b >= ' ' && b < 0x7F ? (char) b : '.');
        }
        return text.toString();
    }
}
