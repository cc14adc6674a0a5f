/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.testkit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The story of one run: the latest lines, and a hash of all of them and of every step between. */
final class EventLog {

    /** How many lines the text of a failure has room for. */
    static final int SHOWN_LINES = 40;

    private static final int KEPT_LINES = 20_000;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final String title;
    private final Deque<Line> lines = new ArrayDeque<>();
    private @Nullable Consumer<String> echo;
    private long forgotten;
    private long hash;

    /** One line, rendered on demand. */
    private record Line(long nanos, String who, LogEntry entry) {
        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT, "%6d.%09d %s: %s", nanos / NANOS_PER_SECOND, nanos % NANOS_PER_SECOND, who, entry);
        }
    }

    EventLog(long seed) {
        this.title = "seed " + seed;
        this.hash = LogEntry.digest(0, seed);
    }

    void add(long nanos, String who, LogEntry entry) {
        step(nanos, who.hashCode() ^ entry.digest());
        if (lines.size() == KEPT_LINES) {
            lines.removeFirst();
            forgotten++;
        }
        Line line = new Line(nanos, who, entry);
        lines.addLast(line);
        if (echo != null) {
            echo.accept(line.toString());
        }
    }

    /** Makes something part of the hash that is worth no line. */
    void step(long nanos, long what) {
        hash = LogEntry.digest(LogEntry.digest(hash, nanos), what);
    }

    void echo(Consumer<String> newEcho) {
        this.echo = newEcho;
        newEcho.accept(title);
    }

    long hash() {
        return hash;
    }

    /** Tells whether there is more of it than a failure shows. */
    boolean isLong() {
        return forgotten + lines.size() > SHOWN_LINES;
    }

    List<String> lines() {
        return last(KEPT_LINES);
    }

    List<String> last(int count) {
        int skipped = Math.max(0, lines.size() - count);
        List<String> text = new ArrayList<>();
        text.add(title);
        if (skipped + forgotten > 0) {
            text.add("... " + (skipped + forgotten) + " lines before");
        }
        lines.stream().skip(skipped).forEach(line -> text.add(line.toString()));
        return text;
    }

    /** Says where two runs part. */
    String firstDifference(EventLog other) {
        List<String> mine = lines();
        List<String> theirs = other.lines();
        for (int i = 0; i < Math.min(mine.size(), theirs.size()); i++) {
            if (!mine.get(i).equals(theirs.get(i))) {
                return "line " + (i + 1) + "\n  first run:  " + mine.get(i) + "\n  second run: " + theirs.get(i);
            }
        }
        return mine.size() == theirs.size() && forgotten == other.forgotten
                ? "between two lines: a task ran at another time"
                : "the first run has " + (mine.size() + forgotten) + " lines, the second "
                        + (theirs.size() + other.forgotten);
    }
}
