/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.samples.quickstart.stage;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A program in a JVM of its own, started and, at will, killed by the director. Safe for use by several threads. */
public final class Child implements AutoCloseable {

    private final String name;
    private final Process process;
    private final PrintStream in;
    private final List<Message> heard = new ArrayList<>();
    private final Consumer<Message> listener;
    private final Path log;

    private Child(String name, Process process, Path log, Consumer<Message> listener) {
        this.name = name;
        this.process = process;
        this.log = log;
        this.in = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        this.listener = listener;
    }

    /**
     * Starts a program with the class path of this one.
     *
     * @param name for people and for the log file's name
     * @param main the program
     * @param heapMegabytes its heap
     * @param logs where its log file goes; a later run of the same name appends
     * @param settings what {@link Console#settings} gives it
     * @param listener told of every message, on a thread of this object
     */
    public static Child start(
            String name, Class<?> main, int heapMegabytes, Path logs, Message settings, Consumer<Message> listener)
            throws IOException {
        Files.createDirectories(logs);
        Path log = logs.resolve(name + ".log");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heapMegabytes + "m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-Dorg.slf4j.simpleLogger.showDateTime=true",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName(),
                settings.line()));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        Child child = new Child(name, process, log, listener);
        Thread reader = new Thread(child::listen, "quickstart-" + name);
        reader.setDaemon(true);
        reader.start();
        return child;
    }

    private void listen() {
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                Message message = Message.parse(line);
                if (message == null) {
                    Files.writeString(log, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                    continue;
                }
                synchronized (heard) {
                    heard.add(message);
                    heard.notifyAll();
                }
                listener.accept(message);
            }
        } catch (IOException e) {
            // The program was killed while it spoke; await() below finds out by itself.
        }
        synchronized (heard) {
            heard.notifyAll();
        }
    }

    /** Tells the program something; a program that is gone hears nothing. */
    public void say(String verb, Object... namesAndValues) {
        in.println(Message.of(verb, namesAndValues).line());
    }

    /** Waits for a message that was, or will be, told. */
    public Message await(String verb, Duration patience, Predicate<Message> which) {
        long deadline = System.nanoTime() + patience.toNanos();
        synchronized (heard) {
            while (true) {
                Message found = find(verb, which);
                if (found != null) {
                    return found;
                }
                long left = deadline - System.nanoTime();
                if (left <= 0 || !process.isAlive()) {
                    Message error = find("error", message -> true);
                    throw new IllegalStateException(
                            name + (left <= 0 ? " did not say \"" : " ended before it said \"") + verb + "\" within "
                                    + patience.toSeconds() + " s" + (error == null ? "" : "; it said " + error.fields())
                                    + "; its log is " + log);
                }
                try {
                    TimeUnit.NANOSECONDS.timedWait(heard, Math.min(left, 200_000_000));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IllegalStateException("interrupted while waiting for " + name, e);
                }
            }
        }
    }

    public Message await(String verb, Duration patience) {
        return await(verb, patience, message -> true);
    }

    private @Nullable Message find(String verb, Predicate<Message> which) {
        for (int i = heard.size() - 1; i >= 0; i--) {
            Message message = heard.get(i);
            if (message.verb().equals(verb) && which.test(message)) {
                return message;
            }
        }
        return null;
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    public Path log() {
        return log;
    }

    /** Ends the program as a power cut would: no handler of its own runs. */
    public void kill() {
        process.destroyForcibly();
        awaitExit();
    }

    /** Lets the program end in order and, if it does not within some seconds, ends it. */
    @Override
    public void close() {
        in.close();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                kill();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            kill();
        }
    }

    private void awaitExit() {
        awaitExit(Duration.ofSeconds(10));
    }

    /** Waits for the program's end; returns whether it came. */
    public boolean awaitExit(Duration patience) {
        try {
            return process.waitFor(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
