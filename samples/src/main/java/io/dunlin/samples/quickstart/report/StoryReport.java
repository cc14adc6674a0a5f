/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.samples.quickstart.report;

import io.dunlin.core.DeviceId;
import io.dunlin.core.rim.FileStorage;
import io.dunlin.fleet.store.Database;
import io.dunlin.samples.quickstart.program.Contract;
import io.dunlin.samples.quickstart.program.DeviceDiary;
import io.dunlin.samples.quickstart.program.FactoryKeys;
import io.dunlin.samples.quickstart.program.Operator;
import io.dunlin.samples.quickstart.program.Recording;
import io.dunlin.samples.quickstart.program.ReplayProgress;
import io.dunlin.samples.quickstart.program.StoryDevice;
import io.dunlin.security.sign.KeyRing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

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
            made.update(archive);
            made.identities(archive);
        }
        made.ended();
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
        KeyRing keys = FactoryKeys.trusted(evidence.home().resolve("factory"));
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

    private void update(Archive archive) throws IOException {
        Path file = evidence.image();
        if (file == null) {
            return;
        }
        byte[] image = Files.readAllBytes(file);
        List<String> names = names();
        UpdateAudit audit = UpdateAudit.of(archive.fleet(), Operator.CAMPAIGN, image, names, evidence.home());
        report.check("rollout of an update to a canary, then to the others", audit.outcome(), audit.complete());
        ofAll(
                "devices whose disk boots the new image, SHA-256 "
                        + StoryDevice.digest(image).substring(0, 8) + "...",
                audit.running());
        report.check(
                "most bytes sent to a device for an image of " + image.length,
                audit.mostBytesSent()
                        + String.format(Locale.ROOT, " (%.1f %%)", 100.0 * audit.mostBytesSent() / image.length),
                audit.sent() == names.size() && audit.mostBytesSent() < image.length / 2);
    }

    private void identities(Archive archive) throws IOException {
        if (evidence.generation() == 0) {
            return;
        }
        long renewed = 0;
        for (String name : names()) {
            long generation = IdentityAudit.generation(
                    archive.database(),
                    new DeviceId(name),
                    FileStorage.open(evidence.home().resolve(name))
                            .directory("device")
                            .privateDirectory("identity"));
            renewed += generation >= evidence.generation() ? 1 : 0;
        }
        ofAll("certificates of generation " + evidence.generation() + " on disk, in use by the fleet's book", renewed);
    }

    private void ended() throws IOException {
        for (Map.Entry<String, String> each : evidence.ended().entrySet()) {
            boolean found = new DeviceDiary(evidence.home().resolve(each.getKey())).endedIn(each.getValue());
            report.check(
                    "kill -9 of " + each.getKey() + " hit it in \"" + each.getValue() + "\"",
                    found ? "yes" : "no",
                    found);
        }
    }

    private List<String> names() {
        return evidence.actors().stream().map(Evidence.Actor::name).toList();
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
