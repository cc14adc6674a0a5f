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
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A program's side of the conversation with the director, over standard input and output. When the director dies, by
 * whatever cause and at whatever moment, standard input ends and the program ends too: nothing is left behind.
 */
public final class Console {

    private static final PrintStream OUT = System.out;

    /** How long a program without a director may take to end in order. */
    private static final Duration FAREWELL = Duration.ofSeconds(5);

    private static final Message END = Message.of("end");

    private final BlockingQueue<Message> heard = new LinkedBlockingQueue<>();
    private final Message settings;

    private Console(Message settings) {
        this.settings = settings;
    }

    /**
     * Begins the conversation: from now on the program ends when its director is gone.
     *
     * @param arguments of {@code main}, as {@link Child#start} gave them
     */
    public static Console open(String[] arguments) {
        Message settings = arguments.length == 1 ? Message.parse(arguments[0]) : null;
        if (settings == null) {
            throw new IllegalArgumentException("this program is started by the quickstart, got " + List.of(arguments));
        }
        Console console = new Console(settings);
        Thread reader = new Thread(console::listen, "console");
        reader.setDaemon(true);
        reader.start();
        return console;
    }

    /** Returns what the director started this program with. */
    public Message settings() {
        return settings;
    }

    /** Tells the director something. Safe for use by several threads. */
    public static void tell(String verb, Object... namesAndValues) {
        synchronized (OUT) {
            OUT.println(Message.of(verb, namesAndValues).line());
            OUT.flush();
        }
    }

    /** Obeys the director until it is gone; returns then. */
    public void obey(Consumer<Message> obey) throws InterruptedException {
        for (Message message = heard.take(); !message.equals(END); message = heard.take()) {
            try {
                obey.accept(message);
            } catch (RuntimeException e) {
                tell("error", "verb", message.verb(), "what", e.toString());
            }
        }
    }

    private void listen() {
        try {
            BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                Message message = Message.parse(line);
                if (message != null) {
                    heard.add(message);
                }
            }
        } catch (IOException e) {
            // The director cannot be heard any more: it is gone.
        }
        heard.add(END);
        try {
            TimeUnit.NANOSECONDS.sleep(FAREWELL.toNanos());
        } catch (InterruptedException e) {
            // Then at once.
        }
        Runtime.getRuntime().halt(1);
    }
}
