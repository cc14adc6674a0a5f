/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.samples.quickstart.program;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * What a device of the story did in the world, on its disk: each line is forced before the device goes on, so a kill
 * cannot hide that something was done. Safe for use by several threads.
 */
public final class DeviceDiary {

    private final Path directory;

    /** Uses a device's directory. */
    public DeviceDiary(Path directory) {
        this.directory = directory;
    }

    /** The kinds of lines. */
    public enum Page {
        /** A command was run: its id. */
        RAN,
        /** A message on the command channel arrived: its digest. */
        ARRIVED,
        /** A command was refused: why. */
        REFUSED,
        /** A desired value was put in force: path and value. */
        APPLIED
    }

    void note(Page page, String line) {
        try {
            Files.writeString(
                    file(page),
                    line + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND,
                    StandardOpenOption.DSYNC);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads all lines of a kind in the order in which they were noted. */
    public List<String> read(Page page) throws IOException {
        Path file = file(page);
        return Files.exists(file) ? Files.readAllLines(file, StandardCharsets.UTF_8) : List.of();
    }

    private Path file(Page page) {
        return directory.resolve("diary-" + page.name().toLowerCase(java.util.Locale.ROOT));
    }
}
