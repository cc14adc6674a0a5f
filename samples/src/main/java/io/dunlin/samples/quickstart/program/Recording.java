/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.samples.quickstart.program;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Real telemetry that a device replays as if its sensors gave it.
 *
 * @param channels the names of the values
 * @param rows the readings in order of time
 */
public record Recording(List<String> channels, List<Row> rows) {

    /** An industrial machine's temperature, every five minutes. */
    public static final String MACHINE = "nab_machine_temp.csv";

    /** A sailing yacht's instruments, every two seconds. */
    public static final String YACHT = "yacht_nmea0183.csv";

    /**
     * One reading of all channels.
     *
     * @param atMillis when, in wall-clock time
     * @param values one for each channel, NaN where the channel was silent
     */
    @SuppressWarnings("ArrayRecordComponent") // Rows are read, never compared.
    public record Row(long atMillis, double[] values) {}

    public static Recording load(String name) {
        try (InputStream in = Recording.class.getResourceAsStream("/io/dunlin/samples/telemetry/" + name)) {
            if (in == null) {
                throw new IllegalArgumentException("no recording is named " + name);
            }
            BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            String[] head = lines.readLine().split(",", -1);
            List<Row> rows = new ArrayList<>();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] cells = line.split(",", -1);
                double[] values = new double[head.length - 1];
                for (int i = 0; i < values.length; i++) {
                    values[i] = cells[i + 1].isEmpty() ? Double.NaN : Double.parseDouble(cells[i + 1]);
                }
                rows.add(new Row(Long.parseLong(cells[0]), values));
            }
            return new Recording(Arrays.asList(head).subList(1, head.length), rows);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Counts the values that are there. */
    public long points() {
        return rows.stream()
                .mapToLong(row -> Arrays.stream(row.values())
                        .filter(v -> !Double.isNaN(v))
                        .count())
                .sum();
    }
}
