/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.samples.quickstart;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The directory of one run's state: emptied before it, kept after it, and used by one run at a time. */
final class Home implements AutoCloseable {

    /** Programs of a run that was killed end by themselves, soon after. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final Path path;
    private final FileChannel lockFile;

    private Home(Path path, FileChannel lockFile) {
        this.path = path;
        this.lockFile = lockFile;
    }

    /**
     * Empties a directory, whatever an interrupted run left there.
     *
     * @throws IllegalStateException if another run uses it
     */
    static Home take(Path path) throws IOException, InterruptedException {
        Files.createDirectories(path.toAbsolutePath().getParent());
        FileChannel lockFile = FileChannel.open(
                path.resolveSibling(path.getFileName() + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        Home home = new Home(path, lockFile);
        if (lock(lockFile) == null) {
            home.close();
            throw new IllegalStateException("another run uses " + path + "; wait until it has ended");
        }
        home.empty();
        Files.createDirectories(path);
        return home;
    }

    private static @Nullable FileLock lock(FileChannel file) throws IOException {
        try {
            return file.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    Path path() {
        return path;
    }

    /** The last programs of a killed run may still write while this deletes; then it starts over. */
    private void empty() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (Files.exists(path)) {
            try (Stream<Path> all = Files.walk(path)) {
                for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(each);
                }
            } catch (IOException | java.io.UncheckedIOException e) {
                if (System.nanoTime() - deadline > 0) {
                    throw new IOException(path + " cannot be emptied: " + e.getMessage(), e);
                }
                TimeUnit.MILLISECONDS.sleep(200);
            }
        }
    }

    @Override
    public void close() throws IOException {
        lockFile.close();
    }
}
