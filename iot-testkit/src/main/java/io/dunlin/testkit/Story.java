/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.testkit;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** All events of a failing run in a file: made by running it again, so that runs that succeed need not keep them. */
final class Story {

    private static final Path BUILD = Path.of("target");

    private Story() {}

    /** Writes the story and returns a line that says where it is. */
    static String write(long seed, Simulation.Scenario scenario) {
        try {
            Path directory =
                    Files.isDirectory(BUILD) ? BUILD.resolve("simulation") : Files.createTempDirectory("dunlin");
            Path file = Files.createDirectories(directory).resolve("seed-" + seed + ".log");
            try (BufferedWriter writer = Files.newBufferedWriter(file, StandardCharsets.UTF_8);
                    PrintWriter out = new PrintWriter(writer)) {
                run(seed, scenario, out);
            }
            return "all events: " + file.toAbsolutePath();
        } catch (IOException e) {
            return "no file of all events could be written: " + e;
        }
    }

    private static void run(long seed, Simulation.Scenario scenario, PrintWriter out) {
        Simulation again = new Simulation(seed);
        again.echo(out::println);
        try {
            scenario.run(again);
            out.println("this time the run succeeded: it does not depend on its seed alone");
        } catch (Exception | AssertionError e) {
            e.printStackTrace(out);
        }
    }
}
