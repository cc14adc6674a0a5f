/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.samples.quickstart.program;

import io.dunlin.core.Storage;
import io.dunlin.core.rim.FileStorage;
import io.dunlin.ota.delta.ImageReader;
import io.dunlin.ota.manifest.Model;
import io.dunlin.ota.update.FileSlots;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The images that the devices run. They are real ones, for ARM; a device of the story stands for the program that would
 * load them.
 */
public final class Firmware {

    static final Model MODEL = new Model("demo", "pump", "armv7");

    private static final String DIRECTORY = "slots";
    private static final long CAPACITY_BYTES = 4 << 20;
    private static final byte[] ELF = {0x7f, 'E', 'L', 'F', 1};
    private static final int MACHINE_AT = 18;
    private static final int ARM = 40;
    private static final int HEADER_BYTES = 20;

    private Firmware() {}

    /** Puts the first image into a device, at the factory. */
    public static void install(Path image, Path device) throws IOException {
        Path slots = Files.createDirectories(device.resolve(DIRECTORY));
        Files.copy(image, slots.resolve("slot-0"));
    }

    /** Boots a device: the boot loader chooses the slot. */
    public static FileSlots boot(Storage device) throws IOException {
        return FileSlots.boot(device.directory(DIRECTORY), CAPACITY_BYTES);
    }

    /** Reads the image that a device runs when it next boots, from its disk. */
    public static byte[] running(Path device) throws IOException {
        FileSlots slots = boot(FileStorage.open(device));
        try {
            return Files.readAllBytes(device.resolve(DIRECTORY).resolve(slots.runningFile()));
        } finally {
            slots.close();
        }
    }

    /** Tests an image as far as a machine of another kind can: it is a 32-bit ELF for ARM. */
    static boolean isRunnable(ImageReader image) throws IOException {
        byte[] header = new byte[HEADER_BYTES];
        if (image.read(0, header, 0, header.length) < header.length || header[MACHINE_AT] != ARM) {
            return false;
        }
        for (int i = 0; i < ELF.length; i++) {
            if (header[i] != ELF[i]) {
                return false;
            }
        }
        return true;
    }
}
