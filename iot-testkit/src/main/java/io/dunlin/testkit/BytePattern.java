/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.testkit;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The bytes of one line of a {@link ScriptedPeer}'s script: exact, partly free, or to be remembered. */
final class BytePattern {

    private static final String ANY_REST = "...";

    private final List<Slot> slots = new ArrayList<>();
    private boolean anyRest;

    /** One byte: the bits that count, their value, and under which name it is remembered. */
    private record Slot(int mask, int value, @Nullable String name) {
        boolean accepts(byte actual) {
            return (actual & mask) == value;
        }

        @Override
        public String toString() {
            return "" + digit(mask >> 4, value >> 4) + digit(mask & 0xF, value & 0xF);
        }

        private static char digit(int maskNibble, int valueNibble) {
            return maskNibble == 0 ? '?' : Character.forDigit(valueNibble, 16);
        }
    }

    private BytePattern() {}

    /**
     * Reads a pattern.
     *
     * @param text hex digits with {@code ?} for any, {@code 'text'}, {@code <name:length>}, {@code <name>}, {@code ...}
     * @param remembered what names stand for
     * @throws IllegalArgumentException if the text is none of these
     */
    static BytePattern parse(String text, Map<String, byte[]> remembered) {
        BytePattern pattern = new BytePattern();
        for (int at = 0; at < text.length(); ) {
            char c = text.charAt(at);
            int end = at + 1;
            if (c == '\'') {
                end = closing(text, at, '\'');
                pattern.exactly(text.substring(at + 1, end - 1).getBytes(StandardCharsets.UTF_8));
            } else if (c == '<') {
                end = closing(text, at, '>');
                pattern.named(text.substring(at + 1, end - 1), remembered);
            } else if (text.startsWith(ANY_REST, at)) {
                end = at + ANY_REST.length();
                pattern.anyRest = true;
            } else if (c != ' ' && c != '\t') {
                end = at + 2;
                pattern.hex(text, at);
            }
            at = end;
        }
        return pattern;
    }

    int size() {
        return slots.size();
    }

    boolean isAnyRest() {
        return anyRest;
    }

    /** Returns the first byte that differs, where the shorter one ends if that is all, or -1. */
    int mismatch(byte[] actual) {
        int common = Math.min(slots.size(), actual.length);
        for (int i = 0; i < common; i++) {
            if (!slots.get(i).accepts(actual[i])) {
                return i;
            }
        }
        boolean fits = actual.length == slots.size() || (anyRest && actual.length > slots.size());
        return fits ? -1 : common;
    }

    void remember(byte[] actual, Map<String, byte[]> remembered) {
        Map<String, ByteArrayOutputStream> found = new HashMap<>();
        for (int i = 0; i < slots.size(); i++) {
            String name = slots.get(i).name();
            if (name != null) {
                found.computeIfAbsent(name, n -> new ByteArrayOutputStream()).write(actual[i]);
            }
        }
        found.forEach((name, bytes) -> remembered.put(name, bytes.toByteArray()));
    }

    /** Returns the bytes, if the pattern leaves none open. */
    byte[] exactBytes() {
        byte[] bytes = new byte[slots.size()];
        for (int i = 0; i < bytes.length; i++) {
            if (slots.get(i).mask() != 0xFF || anyRest) {
                throw new IllegalArgumentException("only exact bytes can be sent, got " + this);
            }
            bytes[i] = (byte) slots.get(i).value();
        }
        return bytes;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        slots.forEach(slot -> text.append(slot).append(' '));
        return text.append(anyRest ? ANY_REST : "").toString().strip();
    }

    private void exactly(byte[] bytes) {
        for (byte b : bytes) {
            slots.add(new Slot(0xFF, b & 0xFF, null));
        }
    }

    private void named(String reference, Map<String, byte[]> remembered) {
        int colon = reference.indexOf(':');
        if (colon >= 0) {
            for (int i = Integer.parseInt(reference.substring(colon + 1)); i > 0; i--) {
                slots.add(new Slot(0, 0, reference.substring(0, colon)));
            }
            return;
        }
        byte[] bytes = remembered.get(reference);
        if (bytes == null) {
            throw new IllegalArgumentException("nothing is remembered as <" + reference + ">");
        }
        exactly(bytes);
    }

    private void hex(String text, int at) {
        if (at + 1 >= text.length()) {
            throw new IllegalArgumentException("half a byte at the end of \"" + text + '"');
        }
        int high = digit(text, at);
        int low = digit(text, at + 1);
        int mask = (high < 0 ? 0 : 0xF0) | (low < 0 ? 0 : 0x0F);
        slots.add(new Slot(mask, Math.max(high, 0) << 4 | Math.max(low, 0), null));
    }

    /** Returns -1 for any. */
    private static int digit(String text, int at) {
        char c = text.charAt(at);
        int digit = Character.digit(c, 16);
        if (digit < 0 && c != '?') {
            throw new IllegalArgumentException("no hex digit at " + at + " of \"" + text + '"');
        }
        return digit;
    }

    private static int closing(String text, int at, char end) {
        int found = text.indexOf(end, at + 1);
        if (found < 0) {
            throw new IllegalArgumentException("no " + end + " ends what begins at " + at + " of \"" + text + '"');
        }
        return found + 1;
    }
}
