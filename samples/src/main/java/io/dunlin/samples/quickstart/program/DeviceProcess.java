/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.samples.quickstart.program;

import io.dunlin.core.DeviceId;
import io.dunlin.core.rim.FileStorage;
import io.dunlin.core.rim.ThreadStorageWorker;
import io.dunlin.core.twin.Value;
import io.dunlin.device.Device;
import io.dunlin.device.IdentityOptions;
import io.dunlin.samples.quickstart.stage.Console;
import io.dunlin.samples.quickstart.stage.Message;
import io.dunlin.security.enroll.Credential;
import io.dunlin.security.rotate.RotationPolicy;
import io.dunlin.security.trust.TrustAnchors;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** One device in a JVM of its own: enrols, connects and replays a recording. */
public final class DeviceProcess {

    /** Tries again sooner than devices in the field would, since the story is short. */
    private static final RotationPolicy RENEWAL = new RotationPolicy(67, 10, 5, 3, 500, 5000);

    private DeviceProcess() {}

    /**
     * Starts the device, and lets it replay the rest of its recording without pauses when told to {@code hurry}. Settings: {@code directory}, {@code device}, {@code enrolment}, the port of it, {@code network},
     * the port of it, {@code factory}, the directory of what the factory put in, {@code token}, {@code recording},
     * {@code rate} in rows a second, {@code storage}, how many bytes of telemetry it may store, {@code transport}.
     */
    public static void main(String[] arguments) throws Exception {
        Console console = Console.open(arguments);
        Replay replay = start(console.settings());
        console.obey(message -> replay.hurry());
        Runtime.getRuntime().halt(0);
    }

    private static Replay start(Message settings) throws Exception {
        Path directory = Path.of(settings.text("directory"));
        Path factory = Path.of(settings.text("factory"));
        FileStorage storage = FileStorage.open(directory);
        DeviceId id = new DeviceId(settings.text("device"));
        Recording recording = Recording.load(settings.text("recording"));
        TrustAnchors anchors = TrustAnchors.parse(Files.readAllBytes(factory.resolve(Authority.ANCHORS)));
        URI enrolment = URI.create("https://127.0.0.1:" + settings.number("enrolment"));

        Transport.DeviceSide side =
                Transport.named(settings.text("transport")).device(id, (int) settings.number("network"));
        StoryDevice parts = new StoryDevice(new DeviceDiary(directory));
        StoryDevice.Place place = new StoryDevice.Place(
                side.loop(), ThreadStorageWorker.start("storage", side.loop()), storage.directory("device"));
        Device device = parts.begin(id, place, recording, settings.number("storage"))
                .identity(IdentityOptions.est(enrolment, anchors)
                        .withCredential(Credential.claimToken(settings.text("token")))
                        .withPolicy(RENEWAL))
                .link(identity -> parts.watch(side.link().link(identity)))
                .commands(CommandKey.trusted(factory), parts::execute)
                .build();
        device.start().get(30, TimeUnit.SECONDS);
        Console.tell("started");
        device.report(Contract.BATTERY, Value.of(87)).get(30, TimeUnit.SECONDS);
        Replay replay = new Replay(device, recording, ReplayProgress.read(storage), settings.number("rate"));
        replay.start();
        return replay;
    }
}
