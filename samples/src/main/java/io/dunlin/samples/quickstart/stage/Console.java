/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.samples.quickstart.stage;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * A program's side of the conversation with the director, over standard input and output. When the director dies, by
 * whatever cause, standard input ends and the program ends too: nothing is left behind.
 */
public final class Console {

    private static final PrintStream OUT = System.out;

    private Console() {}

    /** Tells the director something. Safe for use by several threads. */
    public static void tell(String verb, Object... namesAndValues) {
        synchronized (OUT) {
            OUT.println(Message.of(verb, namesAndValues).line());
            OUT.flush();
        }
    }

    /** Obeys the director until it is gone; returns then. */
    public static void obey(Consumer<Message> obey) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            Message message = Message.parse(line);
            if (message == null) {
                continue;
            }
            try {
                obey.accept(message);
            } catch (RuntimeException e) {
                tell("error", "verb", message.verb(), "what", e.toString());
            }
        }
    }
}
