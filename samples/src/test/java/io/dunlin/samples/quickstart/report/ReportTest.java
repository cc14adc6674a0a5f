/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.samples.quickstart.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ReportTest {

    @Test
    void report_fails_whenOneRowFailsOrThereIsNone() {
        Report report = new Report();
        report.check("rows lost", "0", true);
        assertThat(printed(report)).contains("rows lost  0  OK").endsWith("QUICKSTART OK\n");
        report.check("twins converged", "4 of 5", false);
        assertThat(printed(report)).contains("FAIL").endsWith("QUICKSTART FAILED: twins converged\n");
        assertThat(printed(new Report())).contains("QUICKSTART FAILED");
    }

    private static String printed(Report report) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        report.print(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        return bytes.toString(StandardCharsets.UTF_8).replace("\r\n", "\n");
    }
}
