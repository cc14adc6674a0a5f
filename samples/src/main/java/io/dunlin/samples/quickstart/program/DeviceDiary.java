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
import java.util.Locale;

/**
 * What a device of the story did in the world, on its disk: each line is forced before the device goes on, so a kill
 * cannot hide that something was done. Safe for use by several threads.
 */
public final class DeviceDiary {

    /** A line of {@link Page#LIFE}: the device started. */
    public static final String BOOT = "boot";

    /** A line of {@link Page#LIFE}: the fleet asked for a new certificate. */
    public static final String RENEWAL = "renewal asked";

    /** A line of {@link Page#LIFE}: a new certificate is in use. */
    public static final String RENEWED = "renewed";

    /** The start of lines of {@link Page#LIFE} about updates; a state follows. */
    public static final String UPDATE = "update ";

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
        APPLIED,
        /** What became of the device itself: {@link #BOOT}, {@link #RENEWAL}, or how far an update is. */
        LIFE
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

    /** Tells whether the device was started again right after a line, so that it ended in the middle of that. */
    public boolean endedIn(String line) throws IOException {
        List<String> life = read(Page.LIFE);
        for (int i = 1; i < life.size(); i++) {
            if (life.get(i).equals(BOOT) && life.get(i - 1).equals(line)) {
                return true;
            }
        }
        return false;
    }

    private Path file(Page page) {
        return directory.resolve("diary-" + page.name().toLowerCase(Locale.ROOT));
    }
}
