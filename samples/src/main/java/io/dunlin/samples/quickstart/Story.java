/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.samples.quickstart;

import java.io.PrintStream;
import java.util.concurrent.TimeUnit;

/**
 * What the user sees while it runs: one line per chapter and event, with the seconds since the start; on a terminal the
 * last line is a progress line that is written over. Thread-safe.
 */
final class Story {

    private static final int LINE_WIDTH = 100;

    private final PrintStream out;
    private final boolean terminal;
    private final long start = System.nanoTime();

    Story(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    synchronized void chapter(String text) {
        line(terminal ? "\u001b[1m" + text + "\u001b[0m" : text);
    }

    synchronized void event(String text) {
        line("  " + text);
    }

    /** Shows progress on a terminal; says nothing elsewhere. */
    synchronized void progress(String text) {
        if (terminal) {
            String shown = text.length() > LINE_WIDTH ? text.substring(0, LINE_WIDTH) : text;
            out.print("\r\u001b[K" + stamp() + "  " + shown);
            out.flush();
        }
    }

    double seconds() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start) / 1000.0;
    }

    private void line(String text) {
        out.println((terminal ? "\r\u001b[K" : "") + stamp() + "  " + text);
        out.flush();
    }

    private String stamp() {
        String text = tenths(seconds());
        return " ".repeat(Math.max(0, 6 - text.length())) + text + " s";
    }

    /** Writes seconds with one digit behind the point. */
    static String tenths(double seconds) {
        long tenths = Math.round(seconds * 10);
        return tenths / 10 + "." + tenths % 10;
    }
}
