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
import io.dunlin.device.UpdateHandler;
import io.dunlin.ota.update.FileSlots;
import io.dunlin.samples.quickstart.stage.Console;
import io.dunlin.samples.quickstart.stage.Message;
import io.dunlin.security.enroll.Credential;
import io.dunlin.security.rotate.RotationPolicy;
import io.dunlin.security.sign.KeyRing;
import io.dunlin.security.trust.TrustAnchors;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** One device in a JVM of its own: enrols, connects, replays a recording and obeys its fleet. */
public final class DeviceProcess implements UpdateHandler {

    private static final long PATIENCE_SECONDS = 30;

    /** Tries again sooner than devices in the field would, since the story is short. */
    private static final RotationPolicy RENEWAL = new RotationPolicy(67, 10, 5, 3, 500, 5000);

    private final FileSlots slots;
    private final Device device;
    private final Replay replay;

    private DeviceProcess(Message settings) throws IOException {
        Path directory = Path.of(settings.text("directory"));
        Path factory = Path.of(settings.text("factory"));
        FileStorage storage = FileStorage.open(directory);
        DeviceDiary diary = new DeviceDiary(directory);
        diary.note(DeviceDiary.Page.LIFE, DeviceDiary.BOOT);
        slots = Firmware.boot(storage);

        DeviceId id = new DeviceId(settings.text("device"));
        Recording recording = Recording.load(settings.text("recording"));
        TrustAnchors anchors = TrustAnchors.parse(Files.readAllBytes(factory.resolve(Authority.ANCHORS)));
        KeyRing trusted = FactoryKeys.trusted(factory);
        URI enrolment = URI.create("https://127.0.0.1:" + settings.number("enrolment"));
        Transport.DeviceSide side =
                Transport.named(settings.text("transport")).device(id, (int) settings.number("network"));
        StoryDevice parts = new StoryDevice(diary);
        StoryDevice.Place place = new StoryDevice.Place(
                side.loop(), ThreadStorageWorker.start("storage", side.loop()), storage.directory("device"));
        device = parts.begin(id, place, recording, settings.number("storage"))
                .identity(IdentityOptions.est(enrolment, anchors)
                        .withCredential(Credential.claimToken(settings.text("token")))
                        .withPolicy(RENEWAL))
                .link(identity -> parts.watch(side.link().link(identity)))
                .commands(trusted, parts::execute)
                .updates(Firmware.MODEL, trusted, new SlowFlash(slots), this)
                .build();
        replay = new Replay(device, recording, ReplayProgress.read(storage), settings.number("rate"));
    }

    /**
     * Starts the device, and lets it replay the rest of its recording without pauses when told to {@code hurry}. Settings:
     * {@code directory}, {@code device}, {@code enrolment}, the port of it, {@code network}, the port of it, {@code
     * factory}, the directory of what the factory put in, {@code token}, {@code recording}, {@code rate} in rows a second,
     * {@code storage}, how many bytes of telemetry it may store, {@code transport}.
     */
    public static void main(String[] arguments) throws Exception {
        Console console = Console.open(arguments);
        DeviceProcess process = new DeviceProcess(console.settings());
        process.device.start().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        process.device.report(Contract.BATTERY, Value.of(87)).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        process.replay.start();
        console.obey(message -> process.replay.hurry());
        Runtime.getRuntime().halt(0);
    }

    @Override
    public boolean selfTest() throws IOException {
        return Firmware.isRunnable(slots.running());
    }

    /** Ends the process in order; the director, who stands for the init system, starts it again. */
    @Override
    public void restart() {
        Console.tell("restarting");
        replay.stop();
        device.close();
        CompletableFuture<Device> closed = device.closed();
        closed.completeOnTimeout(device, PATIENCE_SECONDS, TimeUnit.SECONDS).join();
        Runtime.getRuntime().halt(0);
    }
}
