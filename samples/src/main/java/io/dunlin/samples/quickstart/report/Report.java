/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.samples.quickstart.report;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** The table at the end: what was measured, what was expected, and whether they agree. */
public final class Report {

    private final List<Row> rows = new ArrayList<>();

    private record Row(String what, String found, boolean ok) {}

    /** Adds a row that can fail. */
    public void check(String what, String found, boolean ok) {
        rows.add(new Row(what, found, ok));
    }

    /** Lists the rows that are FAIL. */
    public List<String> failed() {
        return rows.stream().filter(row -> !row.ok()).map(Row::what).toList();
    }

    /** Prints the table and the last line. */
    public boolean print(PrintStream out) {
        int width = rows.stream().mapToInt(row -> row.what().length()).max().orElse(0);
        int second = rows.stream().mapToInt(row -> row.found().length()).max().orElse(0);
        out.println();
        for (Row row : rows) {
            out.println("  " + pad(row.what(), width) + "  " + pad(row.found(), second) + "  "
                    + (row.ok() ? "OK" : "FAIL"));
        }
        List<String> failed = failed();
        boolean ok = failed.isEmpty() && !rows.isEmpty();
        out.println();
        out.println(ok ? "QUICKSTART OK" : "QUICKSTART FAILED: " + String.join(", ", failed));
        return ok;
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(width - text.length());
    }
}
