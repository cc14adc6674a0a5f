/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.proofs.ota;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.core.DeviceId;
import io.dunlin.core.Storage;
import io.dunlin.core.StorageFile;
import io.dunlin.device.Device;
import io.dunlin.device.DeviceEvent;
import io.dunlin.device.UpdateHandler;
import io.dunlin.device.UpdateOptions;
import io.dunlin.ota.manifest.Model;
import io.dunlin.ota.update.FileSlots;
import io.dunlin.ota.update.UpdateConfig;
import io.dunlin.security.sign.KeyRing;
import io.dunlin.testkit.LinkOptions;
import io.dunlin.testkit.SimLink;
import io.dunlin.testkit.SimNode;
import io.dunlin.testkit.Simulation;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A simulated device whose program is an image that it updates. */
final class Pump {

    private static final long SECOND = 1_000_000_000L;

    final DeviceId id;
    final SimNode node;
    final List<String> updates = new ArrayList<>();
    boolean passes = true;
    private final Simulation sim;
    private final Model model;
    private final KeyRing keys;
    private boolean manufactured;

    Pump(Simulation sim, String name, Model model, KeyRing keys) {
        this.sim = sim;
        this.id = new DeviceId(name);
        this.model = model;
        this.keys = keys;
        this.node = sim.node(name).program(this::boot).restartsAfter(Duration.ofMillis(100), Duration.ofSeconds(20));
        node.boot();
    }

    private void boot(SimNode on) {
        try {
            start(on);
        } catch (IOException e) {
            // A boot loader that cannot read its flag tries again.
            on.loop().schedule(SECOND, () -> boot(on));
        }
    }

    private void start(SimNode on) throws IOException {
        Storage directory = on.storage().directory("slots");
        if (!manufactured) {
            manufacture(directory);
            manufactured = true;
        }
        FileSlots slots = FileSlots.boot(directory, Images.CAPACITY);
        byte[] booted = read(directory, slots.runningFile());
        assertThat(Arrays.equals(booted, Images.OLD) || Arrays.equals(booted, Images.NEW))
                .as("%s boots a whole image from %s", id, slots.runningFile())
                .isTrue();
        UpdateConfig config = new UpdateConfig(id, model, "firmware", 1 << 20, 1 << 20, 700, 4, 3, 120 * SECOND, 0);
        Device device = Device.builder(id)
                .loop(on.loop())
                .worker(on.worker())
                .storage(on.storage().directory("device"))
                .random(on.random())
                .executor(on.loop())
                .link(new SimLink(on, id, "fleet", LinkOptions.UNKIND))
                .listener(event -> {
                    if (event.kind() == DeviceEvent.Kind.UPDATE) {
                        updates.add(event.detail());
                    }
                })
                .version("factory")
                .heartbeatEvery(Duration.ofSeconds(30))
                .updates(UpdateOptions.of(config, keys, slots, new UpdateHandler() {
                    @Override
                    public boolean selfTest() {
                        return passes;
                    }

                    @Override
                    public void restart() {
                        // Without any care: pulling the plug must do.
                        sim.after(Duration.ofMillis(5), node::crash);
                    }
                }))
                .build();
        CompletableFuture<?> unused = device.start().whenComplete((done, failure) -> {
            if (failure != null) {
                on.loop().schedule(SECOND, () -> boot(on));
            }
        });
    }

    private static void manufacture(Storage directory) throws IOException {
        try (StorageFile file = directory.openOrCreate("slot-0")) {
            file.write(0, Images.OLD, 0, Images.OLD.length);
            file.force();
        }
        directory.force();
    }

    private static byte[] read(Storage directory, String name) throws IOException {
        try (StorageFile file = directory.open(name)) {
            byte[] image = new byte[(int) file.length()];
            file.read(0, image, 0, image.length);
            return image;
        }
    }

    /** Boots the storage as a boot loader would now, and tells whether that is the new image. The device is off then. */
    boolean bootsNew() throws IOException {
        node.restartsAfter(Duration.ofDays(1), Duration.ofDays(2));
        node.crash();
        node.disk().clearFaults();
        Storage directory = node.disk().restart().directory("slots");
        byte[] image =
                read(directory, FileSlots.boot(directory, Images.CAPACITY).runningFile());
        if (Arrays.equals(image, Images.NEW)) {
            return true;
        }
        assertThat(image).as("%s boots the old image", id).isEqualTo(Images.OLD);
        return false;
    }

    boolean hasSecondSlot() throws IOException {
        return node.storage().directory("slots").exists("slot-1");
    }
}
