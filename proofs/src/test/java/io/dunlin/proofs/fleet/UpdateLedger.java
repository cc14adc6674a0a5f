/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.proofs.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.core.Storage;
import io.dunlin.core.StorageFile;
import io.dunlin.fleet.rollout.DeviceProgress;
import io.dunlin.ota.rollout.Rollout.Progress;
import io.dunlin.ota.update.FileSlots;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which images one device has run. */
final class UpdateLedger {

    private static final String SLOTS = "slots";

    private final Firmware factory;
    private final @Nullable Firmware unfit;
    private final Set<Firmware> ran = EnumSet.noneOf(Firmware.class);
    private boolean manufactured;

    /** Takes what the device leaves the factory with, and an image that fails its test there, if any. */
    UpdateLedger(Firmware factory, @Nullable Firmware unfit) {
        this.factory = factory;
        this.unfit = unfit;
    }

    /** Boots as a boot loader does, and checks that what boots is a whole image. */
    FileSlots boot(Storage disk) throws IOException {
        Storage directory = disk.directory(SLOTS);
        if (!manufactured) {
            try (StorageFile file = directory.openOrCreate("slot-0")) {
                byte[] image = factory.image();
                file.write(0, image, 0, image.length);
                file.force();
            }
            directory.force();
            manufactured = true;
        }
        FileSlots slots = FileSlots.boot(directory, Firmware.CAPACITY);
        ran.add(read(directory, slots.runningFile()));
        return slots;
    }

    private static Firmware read(Storage directory, String name) throws IOException {
        try (StorageFile file = directory.open(name)) {
            byte[] image = new byte[(int) file.length()];
            file.read(0, image, 0, image.length);
            return Firmware.of(image);
        }
    }

    /** Returns what runs. */
    Firmware running(Storage disk, FileSlots slots) throws IOException {
        return read(disk.directory(SLOTS), slots.runningFile());
    }

    boolean passes(Firmware image) {
        return image != unfit;
    }

    /** Returns how many other images than the first one ran. */
    int updates() {
        return Math.max(0, ran.size() - 1);
    }

    /** Returns what boots now, for good. */
    Firmware running(Storage disk) throws IOException {
        Storage directory = disk.directory(SLOTS);
        FileSlots slots = FileSlots.boot(directory, Firmware.CAPACITY);
        assertThat(slots.status().trial()).as("on trial").isFalse();
        return read(directory, slots.runningFile());
    }

    /**
     * Checks what boots against what the fleet counts.
     *
     * @param misled whether the device refused an offer that nobody knows the sender of. Its fleet cannot tell that from a
     *     refusal of its own offer and counts it as failed, though it notes what the device reports later
     */
    void verify(Firmware running, DeviceProgress spring, DeviceProgress autumn, boolean misled) {
        for (DeviceProgress counted : List.of(spring, autumn)) {
            assertThat(counted.progress()).as("%s", counted).isIn(Progress.SUCCEEDED, Progress.FAILED);
        }
        boolean springTaken = spring.progress() == Progress.SUCCEEDED;
        boolean autumnTaken = autumn.progress() == Progress.SUCCEEDED;
        if (springTaken) {
            assertThat(ran).as("%s", spring).contains(Firmware.SPRING);
        }
        Firmware last = autumnTaken ? Firmware.AUTUMN : springTaken ? Firmware.SPRING : factory;
        if (!misled || autumnTaken) {
            assertThat(running).as("after %s and %s", spring, autumn).isEqualTo(last);
        }
        assertThat(running)
                .as("after %s and %s", spring, autumn)
                .isIn(factory, Firmware.SPRING, Firmware.AUTUMN)
                .isNotEqualTo(unfit);
    }
}
