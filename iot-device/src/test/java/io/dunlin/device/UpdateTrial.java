/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.device;

import io.dunlin.core.Channel;
import io.dunlin.core.DeviceId;
import io.dunlin.core.Link;
import io.dunlin.core.Storage;
import io.dunlin.core.StorageFile;
import io.dunlin.core.Tenant;
import io.dunlin.core.rim.JdkSha256;
import io.dunlin.core.wire.Heartbeat;
import io.dunlin.ota.delta.Digest;
import io.dunlin.ota.delta.ImageDigest;
import io.dunlin.ota.delta.diff.DeltaGenerator;
import io.dunlin.ota.delta.diff.Patch;
import io.dunlin.ota.delta.diff.Profile;
import io.dunlin.ota.manifest.Component;
import io.dunlin.ota.manifest.Encoding;
import io.dunlin.ota.manifest.Manifest;
import io.dunlin.ota.manifest.ManifestSigner;
import io.dunlin.ota.manifest.Model;
import io.dunlin.ota.rollout.BlockServer;
import io.dunlin.ota.update.FileSlots;
import io.dunlin.ota.update.UpdateConfig;
import io.dunlin.ota.update.UpdateEvent;
import io.dunlin.ota.update.UpdateHost;
import io.dunlin.ota.update.UpdateMessage;
import io.dunlin.ota.update.UpdateWire;
import io.dunlin.security.sign.KeyId;
import io.dunlin.security.sign.KeyRing;
import io.dunlin.security.sign.Role;
import io.dunlin.security.sign.SigningKey;
import io.dunlin.security.sign.jca.JcaKeys;
import io.dunlin.testkit.LinkOptions;
import io.dunlin.testkit.SimFleetLink;
import io.dunlin.testkit.SimLink;
import io.dunlin.testkit.SimNode;
import io.dunlin.testkit.Simulation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** A simulated device that updates itself, and a fleet that offers it one update. */
final class UpdateTrial implements BlockServer.Source {

    static final DeviceId ID = new DeviceId("pump-7");
    static final byte[] OLD = image(1);
    static final byte[] NEW = changed();
    private static final Model MODEL = new Model("acme", "pump", "rev-b");
    private static final Patch PATCH = new DeltaGenerator(JdkSha256::new).generate(OLD, NEW, Profile.TINY);
    private static final KeyPair PAIR = JcaKeys.generate();
    private static final SigningKey KEY = JcaKeys.signing(KeyId.of("firmware"), PAIR.getPrivate());
    private static final KeyRing RING =
            KeyRing.of(List.of(JcaKeys.verification(KeyId.of("firmware"), Role.FIRMWARE, PAIR.getPublic())));
    private static final int CAPACITY = 1 << 20;

    final Simulation sim;
    final SimNode node;
    final SimNode server;
    final List<UpdateEvent> reports = new ArrayList<>();
    final List<Heartbeat> heartbeats = new ArrayList<>();
    final List<DeviceEvent> events = new ArrayList<>();
    final Set<UpdateHost.Gate> shut = EnumSet.noneOf(UpdateHost.Gate.class);
    Device device;
    FileSlots slots;
    boolean passes = true;
    boolean throwing;
    boolean linkRequired = true;
    boolean restarting = true;
    int restarts;
    private final SimFleetLink link;

    UpdateTrial(Simulation sim) {
        this.sim = sim;
        server = sim.node("fleet");
        server.boot();
        link = SimFleetLink.receiving(
                server, LinkOptions.UNKIND, (from, channel, payload) -> received(channel, payload));
        node = sim.node("device").program(this::boot);
        node.boot();
    }

    private static byte[] image(long seed) {
        byte[] image = new byte[40_000];
        new Random(seed).nextBytes(image);
        return image;
    }

    private static byte[] changed() {
        byte[] image = Arrays.copyOf(OLD, OLD.length + 500);
        for (int i = 0; i < image.length; i += 997) {
            image[i]++;
        }
        return image;
    }

    private void boot(SimNode on) {
        Storage home;
        try {
            home = on.storage().directory("device");
            Storage directory = on.storage().directory("slots");
            if (!directory.exists("slot-0")) {
                try (StorageFile file = directory.openOrCreate("slot-0")) {
                    file.write(0, OLD, 0, OLD.length);
                    file.force();
                }
                directory.force();
            }
            slots = FileSlots.boot(directory, CAPACITY);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        UpdateOptions options = UpdateOptions.of(UpdateConfig.of(ID, MODEL, "firmware"), RING, slots, new Handler());
        device = Device.builder(ID)
                .loop(on.loop())
                .worker(on.worker())
                .storage(home)
                .random(on.random())
                .executor(on.loop())
                .link(new SimLink(on, ID, "fleet", LinkOptions.UNKIND))
                .listener(events::add)
                .version("factory")
                .securityVersion(() -> 99)
                .heartbeatEvery(Duration.ofSeconds(30))
                .updates(linkRequired ? options : options.withoutLinkRequired())
                .build();
        CompletableFuture<?> unused = device.start();
    }

    private final class Handler implements UpdateHandler {
        @Override
        public boolean permits(UpdateHost.Gate gate) {
            if (throwing) {
                throw new IllegalStateException("the battery does not answer");
            }
            return !shut.contains(gate);
        }

        @Override
        public boolean selfTest() {
            if (throwing) {
                throw new IllegalStateException("the pump is stuck");
            }
            return passes;
        }

        @Override
        public void restart() {
            restarts++;
            if (restarting) {
                sim.after(Duration.ofMillis(1), node::restart);
            }
        }
    }

    byte[] offer() {
        Component component = new Component(
                "firmware",
                MODEL,
                "2.0.0",
                3,
                ImageDigest.of(NEW, JdkSha256::new),
                List.of(new Encoding(
                        ImageDigest.of(PATCH.bytes(), JdkSha256::new), ImageDigest.of(OLD, JdkSha256::new))));
        Manifest manifest = new Manifest(1, "spring", Long.MAX_VALUE, List.of(component));
        return ManifestSigner.sign(manifest, Tenant.DEFAULT, List.of(KEY));
    }

    void send(UpdateMessage message) {
        link.send(ID, Channel.UPDATE, UpdateWire.encode(message), Link.Report.IGNORE);
    }

    /** Offers until the device takes it, and lets it come to its end. */
    void update() {
        update(Duration.ofMinutes(10));
    }

    void update(Duration span) {
        for (int i = 0; i < 5; i++) {
            send(new UpdateMessage.Offer(offer()));
            sim.run(Duration.ofSeconds(20));
        }
        sim.run(span);
    }

    private void received(Channel channel, byte[] payload) {
        if (channel == Channel.HEALTH) {
            heartbeats.add(Heartbeat.decode(payload));
            return;
        }
        UpdateMessage message = UpdateWire.decode(payload);
        if (message instanceof UpdateMessage.Event event) {
            reports.add(event.event());
            send(new UpdateMessage.EventAck(event.event().id()));
        } else {
            try {
                BlockServer.answer(ID, (UpdateMessage.BlockRequest) message, this)
                        .forEach(block -> link.send(ID, Channel.UPDATE, block, Link.Report.IGNORE));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public long length(DeviceId who, Digest payload) {
        return PATCH.bytes().length;
    }

    @Override
    public byte[] read(Digest payload, long offset, int length) {
        return Arrays.copyOfRange(PATCH.bytes(), (int) offset, (int) offset + length);
    }

    byte[] runningImage() throws IOException {
        try (StorageFile file = node.storage().directory("slots").open(slots.runningFile())) {
            byte[] image = new byte[(int) file.length()];
            file.read(0, image, 0, image.length);
            return image;
        }
    }
}
