/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.samples.quickstart;

import io.dunlin.samples.quickstart.report.Evidence;
import io.dunlin.samples.quickstart.report.Report;
import io.dunlin.samples.quickstart.report.StoryReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * The director of the main job: starts a fleet, its devices and a broker, each in a JVM of its own, breaks them on purpose,
 * and prints what came of it. Exit status 0 if every row of the table is OK, 1 if not, 2 for bad options.
 */
public final class Quickstart {

    private Quickstart() {}

    /** Runs the job. The arguments are the directory for all state, which is emptied first, and that of the images. */
    @SuppressWarnings("SystemConsoleNull") // Newer platforms always have a console; TERM is the second sign.
    public static void main(String[] arguments) throws Exception {
        Options options;
        try {
            options = Options.from(System.getProperties());
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
            return;
        }
        endWithParent();
        // The report opens the fleet's database, and the story's lines shall not be mixed with log lines.
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "warn");
        boolean ok = false;
        try (Home home = Home.take(Path.of(arguments[0]))) {
            Story story = new Story(System.out, System.console() != null && System.getenv("TERM") != null);
            ok = play(options, home.path(), Path.of(arguments[1]), story).print(System.out);
        } catch (IllegalStateException | IOException e) {
            System.out.println();
            System.out.println("QUICKSTART FAILED: " + e.getMessage());
        }
        System.exit(ok ? 0 : 1);
    }

    private static Report play(Options options, Path home, Path images, Story story)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(options.seconds());
        Faults faults = new Faults(story, System::nanoTime);
        try (Cast cast = new Cast(options, home, images, faults)) {
            Chapters chapters = new Chapters(story, cast);
            chapters.open();
            chapters.enrol();
            chapters.desire();
            chapters.order();
            Chaos chaos = new Chaos(story, cast, faults, chapters);
            if (options.chaos()) {
                chaos.intrude();
                chaos.breakThings();
            }
            chapters.update(options.chaos() ? chaos::killWhileApplying : Chapters.Interruption.NONE);
            chapters.renew(options.chaos() ? chaos::killWhileRenewing : Chapters.Interruption.NONE);
            faults.awaitRecovery();
            chapters.drain(deadline);
        }
        List<Evidence.Actor> actors = IntStream.range(0, options.devices())
                .mapToObj(i -> new Evidence.Actor(Cast.name(i), Cast.recording(i)))
                .toList();
        story.chapter(
                "All programs have ended; the table is computed from the fleet's database and the devices' disks");
        return StoryReport.of(new Evidence(
                home,
                actors,
                Cast.name(Cast.SMALL),
                options.chaos() ? Chaos.LATER_INTERVAL : Chapters.INTERVAL,
                images.resolve("new").resolve(Cast.IMAGE),
                Chapters.GENERATION,
                options.chaos() ? Chaos.ENDED : Map.of(),
                options.chaos(),
                faults.recoveries(),
                story.seconds(),
                options.seconds()));
    }

    /** Maven may be ended alone; then nobody would read what this program prints. Its children end with it. */
    private static void endWithParent() {
        ProcessHandle parent = ProcessHandle.current().parent().orElse(null);
        if (parent != null) {
            Thread watch = new Thread(
                    () -> {
                        parent.onExit().join();
                        Runtime.getRuntime().halt(3);
                    },
                    "quickstart-parent");
            watch.setDaemon(true);
            watch.start();
        }
    }
}
