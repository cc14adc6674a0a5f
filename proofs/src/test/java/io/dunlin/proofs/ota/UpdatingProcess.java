/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.proofs.ota;

import io.dunlin.core.Capabilities;
import io.dunlin.core.Channel;
import io.dunlin.core.DeviceId;
import io.dunlin.core.Link;
import io.dunlin.core.Loop;
import io.dunlin.core.SendOutcome;
import io.dunlin.core.Storage;
import io.dunlin.core.StorageFile;
import io.dunlin.core.Tenant;
import io.dunlin.core.rim.ExecutorLoop;
import io.dunlin.core.rim.FileStorage;
import io.dunlin.core.rim.JdkSha256;
import io.dunlin.core.rim.ThreadStorageWorker;
import io.dunlin.device.Device;
import io.dunlin.device.UpdateHandler;
import io.dunlin.ota.delta.Digest;
import io.dunlin.ota.delta.ImageDigest;
import io.dunlin.ota.manifest.Component;
import io.dunlin.ota.manifest.Encoding;
import io.dunlin.ota.manifest.Manifest;
import io.dunlin.ota.manifest.ManifestSigner;
import io.dunlin.ota.rollout.BlockServer;
import io.dunlin.ota.update.FileSlots;
import io.dunlin.ota.update.UpdateEvent;
import io.dunlin.ota.update.UpdateMessage;
import io.dunlin.ota.update.UpdateWire;
import io.dunlin.security.sign.KeyId;
import io.dunlin.security.sign.KeyRing;
import io.dunlin.security.sign.Role;
import io.dunlin.security.sign.SigningKey;
import io.dunlin.security.sign.jca.JcaKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A device on real files in a process of its own, with its fleet inside: it updates itself from one of two images to the
 * other and back for ever. It prints which image it boots and each event, before it acts on it.
 */
final class UpdatingProcess implements Link, BlockServer.Source {

    static final String SLOTS = "slots";
    static final int CAPACITY = 1 << 20;
    private static final KeyPair PAIR = JcaKeys.generate();
    private static final SigningKey KEY = JcaKeys.signing(KeyId.of("firmware"), PAIR.getPrivate());
    private static final Capabilities CAPABILITIES = new Capabilities("inside", 16 << 10, 16, true, true);
    private static final long OFFER_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final Loop loop;
    private final Path directory;
    private final String running;
    private long sequence;
    private @Nullable Listener listener;

    private UpdatingProcess(Loop loop, Path directory, String running, long sequence) {
        this.loop = loop;
        this.directory = directory;
        this.running = running;
        this.sequence = sequence;
    }

    /**
     * Runs until it is killed or restarts.
     *
     * @param arguments the directory, which holds the images and patches, and the first sequence number to offer
     */
    public static void main(String[] arguments) throws IOException {
        Path directory = Path.of(arguments[0]);
        Storage storage = FileStorage.open(directory);
        FileSlots slots = FileSlots.boot(storage.directory(SLOTS), CAPACITY);
        String running = name(directory, slots.runningFile());
        say("boot " + running);
        ExecutorLoop loop = ExecutorLoop.start("device", failure -> say("uncaught " + failure));
        UpdatingProcess fleet = new UpdatingProcess(loop, directory, running, Long.parseLong(arguments[1]));
        KeyRing keys = KeyRing.of(List.of(JcaKeys.verification(KeyId.of("firmware"), Role.FIRMWARE, PAIR.getPublic())));
        SecureRandom chance = new SecureRandom();
        Device.builder(new DeviceId("pump"))
                .loop(loop)
                .worker(ThreadStorageWorker.start("storage", loop))
                .storage(storage.directory("device"))
                .link(fleet)
                .updates(Images.MODEL, keys, slots, new UpdateHandler() {
                    @Override
                    public boolean selfTest() {
                        return chance.nextInt(4) > 0;
                    }

                    @Override
                    public void restart() {
                        Runtime.getRuntime().halt(0);
                    }
                })
                .build()
                .start()
                .join()
                .closed()
                .join();
    }

    private static String name(Path directory, String slot) throws IOException {
        byte[] image = Files.readAllBytes(directory.resolve(SLOTS).resolve(slot));
        for (String name : List.of("A", "B")) {
            if (Arrays.equals(image, Files.readAllBytes(directory.resolve(name)))) {
                return name;
            }
        }
        return "torn";
    }

    private static void say(String line) {
        System.out.println(line);
    }

    @Override
    public void listen(Listener newListener) {
        listener = newListener;
    }

    private Listener listener() {
        if (listener == null) {
            throw new IllegalStateException("nobody listens");
        }
        return listener;
    }

    @Override
    public void start() {
        loop.execute(() -> {
            listener().up(CAPABILITIES);
            offer();
        });
    }

    private void offer() {
        send(new UpdateMessage.Offer(manifest(running.equals("A") ? "B" : "A")));
        loop.schedule(OFFER_NANOS, this::offer);
    }

    private byte[] manifest(String target) {
        try {
            ImageDigest image = digest(target);
            Component component = new Component(
                    "firmware",
                    Images.MODEL,
                    target,
                    0,
                    image,
                    List.of(new Encoding(digest("to" + target), digest(running))));
            return ManifestSigner.sign(
                    new Manifest(sequence, target, Long.MAX_VALUE, List.of(component)), Tenant.DEFAULT, List.of(KEY));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ImageDigest digest(String file) throws IOException {
        return ImageDigest.of(Files.readAllBytes(directory.resolve(file)), JdkSha256::new);
    }

    private void send(UpdateMessage message) {
        byte[] bytes = UpdateWire.encode(message);
        loop.execute(() -> listener().message(Channel.UPDATE, bytes));
    }

    @Override
    public boolean isUp() {
        return true;
    }

    @Override
    public Capabilities capabilities() {
        return CAPABILITIES;
    }

    @Override
    public void send(Channel channel, byte[] payload, Report report) {
        report.sent(SendOutcome.ACCEPTED);
        if (channel != Channel.UPDATE) {
            return;
        }
        UpdateMessage message = UpdateWire.decode(payload);
        if (message instanceof UpdateMessage.Event event) {
            told(event.event());
        } else if (message instanceof UpdateMessage.BlockRequest request) {
            try {
                for (byte[] block : BlockServer.answer(new DeviceId("pump"), request, this)) {
                    loop.execute(() -> listener().message(Channel.UPDATE, block));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void told(UpdateEvent event) {
        if (event.id() == 0) {
            return;
        }
        say("event " + event.id() + ' ' + event.state() + ' ' + event.campaign());
        send(new UpdateMessage.EventAck(event.id()));
        if (event.state().isTerminal() && event.sequence() >= sequence) {
            sequence = event.sequence() + 1;
        }
    }

    @Override
    public long length(DeviceId device, Digest payload) throws IOException {
        return payload(payload).length;
    }

    @Override
    public byte[] read(Digest payload, long offset, int length) throws IOException {
        return Arrays.copyOfRange(payload(payload), (int) offset, (int) offset + length);
    }

    private byte[] payload(Digest payload) throws IOException {
        for (String file : List.of("toA", "toB")) {
            byte[] bytes = Files.readAllBytes(directory.resolve(file));
            if (Digest.compute(bytes, JdkSha256::new).equals(payload)) {
                return bytes;
            }
        }
        throw new IOException("no payload " + payload);
    }

    @Override
    public void close() {
        // It ends with the process.
    }

    /** Writes the two images, the patches between them, and the first slot. */
    static void manufacture(Path directory, Map<String, byte[]> files) throws IOException {
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Files.write(directory.resolve(file.getKey()), file.getValue());
        }
        Storage slots = FileStorage.open(directory).directory(SLOTS);
        byte[] first = files.get("A");
        try (StorageFile slot = slots.openOrCreate("slot-0")) {
            slot.write(0, first, 0, first.length);
            slot.force();
        }
        slots.force();
    }
}
