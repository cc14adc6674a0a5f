/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.samples.quickstart.report;

import io.dunlin.core.DeviceId;
import io.dunlin.core.rim.FileStorage;
import io.dunlin.fleet.store.Database;
import io.dunlin.samples.quickstart.program.CommandKey;
import io.dunlin.samples.quickstart.program.Contract;
import io.dunlin.samples.quickstart.program.DeviceDiary;
import io.dunlin.samples.quickstart.program.Recording;
import io.dunlin.samples.quickstart.program.ReplayProgress;
import io.dunlin.security.sign.KeyRing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/** Makes the table of what came of a story, from the fleet's database and the devices' disks. */
public final class StoryReport {

    private final Evidence evidence;
    private final Report report = new Report();

    private StoryReport(Evidence evidence) {
        this.evidence = evidence;
    }

    /** Audits everything. */
    public static Report of(Evidence evidence) throws IOException {
        StoryReport made = new StoryReport(evidence);
        try (Archive archive =
                new Archive(Database.h2(evidence.home().resolve("fleet").resolve("fleet")))) {
            made.telemetry(archive);
            made.twins(archive);
            made.commands(archive);
        }
        made.recoveries();
        return made.report;
    }

    private void telemetry(Archive archive) throws IOException {
        TelemetryFinding all = TelemetryFinding.NONE;
        TelemetryFinding small = TelemetryFinding.NONE;
        for (Evidence.Actor actor : evidence.actors()) {
            TelemetryFinding finding = TelemetryAudit.of(
                    archive.database(),
                    new DeviceId(actor.name()),
                    Recording.load(actor.recording()),
                    ReplayProgress.read(FileStorage.open(directory(actor))).boots());
            all = all.plus(finding);
            small = actor.name().equals(evidence.small()) ? finding : small;
        }
        boolean chaos = evidence.chaos();
        report.check(
                "telemetry rows offered (values in them)",
                all.offered() + " (" + all.values() + ")",
                all.offered() > 0);
        report.check(
                "rows stored as they were offered (values)",
                all.stored() + " (" + all.storedValues() + ")",
                all.altered() == 0 && all.stored() > 0);
        report.check(
                "rows stored twice, though " + all.repeated() + " messages came again",
                Long.toString(all.duplicates()),
                all.duplicates() == 0);
        report.check(
                "rows evicted from the full disk of " + evidence.small() + ", each declared",
                Long.toString(small.evicted()),
                small.evicted() == all.evicted() && all.overdeclared() == 0 && chaos == small.evicted() > 0);
        report.check(
                "rows in memory at a kill -9, not yet promised, declared",
                Long.toString(all.unsaved()),
                chaos || all.unsaved() == 0);
        report.check(
                "rows lost without being declared",
                Long.toString(all.undeclared()),
                all.undeclared() == 0 && all.unaccounted() == 0);
    }

    private void twins(Archive archive) throws IOException {
        long converged = 0;
        long refused = 0;
        for (Evidence.Actor actor : evidence.actors()) {
            DeviceId device = new DeviceId(actor.name());
            DeviceDiary diary = new DeviceDiary(directory(actor));
            converged += TwinAudit.converged(archive.fleet(), device, evidence.interval(), diary) ? 1 : 0;
            refused += TwinAudit.refusedColour(archive.fleet(), device, diary) ? 1 : 0;
        }
        ofAll("twins converged: " + Contract.REPORT_EVERY + " = " + evidence.interval(), converged);
        ofAll("twins that refused a " + Contract.LAMP + " with a reason", refused);
    }

    private void commands(Archive archive) throws IOException {
        KeyRing keys = CommandKey.trusted(evidence.home().resolve("factory"));
        CommandAudit all = new CommandAudit(0, 0, 0, 0, 0, 0);
        for (Evidence.Actor actor : evidence.actors()) {
            all = all.plus(CommandAudit.of(
                    archive.database(),
                    new DeviceId(actor.name()),
                    keys,
                    FileStorage.open(directory(actor)).directory("device").directory("command"),
                    new DeviceDiary(directory(actor))));
        }
        long devices = evidence.actors().size();
        report.check(
                "signed commands that ran exactly once",
                all.ranOnce() + " of " + all.ordered(),
                all.ranOnce() == all.ordered() && all.ordered() >= devices && all.ranUnordered() == 0);
        if (evidence.chaos()) {
            ofAll("replayed commands that arrived and did not run again", all.ranUnordered() == 0 ? all.repeated() : 0);
            report.check(
                    "forged or misdirected commands refused",
                    all.forged() + all.misdirected() + " of " + 2 * devices,
                    all.forged() >= devices && all.misdirected() >= devices);
        }
    }

    private void recoveries() {
        for (Recovery recovery : evidence.recoveries()) {
            report.check(
                    "recovered from " + recovery.what(),
                    Double.isNaN(recovery.seconds()) ? "never" : seconds(recovery.seconds()),
                    !Double.isNaN(recovery.seconds()));
        }
        report.check(
                "the whole story, of at most " + evidence.limitSeconds() + " s",
                seconds(evidence.seconds()),
                evidence.seconds() <= evidence.limitSeconds());
    }

    private void ofAll(String what, long found) {
        long all = evidence.actors().size();
        report.check(what, found + " of " + all, found == all);
    }

    private Path directory(Evidence.Actor actor) {
        return evidence.home().resolve(actor.name());
    }

    private static String seconds(double seconds) {
        return String.format(Locale.ROOT, "%.1f s", seconds);
    }
}
