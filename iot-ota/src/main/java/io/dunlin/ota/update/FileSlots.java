/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.update;

import io.dunlin.core.DecodeException;
import io.dunlin.core.Storage;
import io.dunlin.core.cbor.CborReader;
import io.dunlin.core.cbor.CborWriter;
import io.dunlin.core.log.AtomicFile;
import io.dunlin.ota.delta.ImageReader;
import io.dunlin.ota.delta.ImageWriter;
import java.io.IOException;

/**
 * Slots that are files, for devices whose "boot" is the start of a process: {@code slot-0}, {@code slot-1} and the boot
 * flag {@code boot}. {@link #boot} is the boot loader. One thread at a time.
 */
public final class FileSlots implements Slots {

    private static final int VERSION = 1;

    private final AtomicFile flagFile;
    private final long capacityBytes;
    private final OpenFile[] images;
    private final int running;
    private Flag flag;

    /**
     * The boot flag.
     *
     * @param active the slot that is kept
     * @param tries how many more boots the other slot gets, 0 for none
     * @param armed whether the other slot was armed and not given up
     */
    private record Flag(int active, int tries, boolean armed) {
        byte[] encode() {
            return new CborWriter()
                    .array(4)
                    .integer(VERSION)
                    .integer(active)
                    .integer(tries)
                    .bool(armed)
                    .toByteArray();
        }

        static Flag decode(byte[] bytes) {
            CborReader in = new CborReader(bytes);
            in.array(4);
            in.integer(VERSION, VERSION);
            Flag flag = new Flag((int) in.integer(0, 1), (int) in.integer(0, Integer.MAX_VALUE), in.bool());
            in.end();
            return flag;
        }
    }

    private FileSlots(Storage storage, AtomicFile flagFile, long capacityBytes, int running, Flag flag) {
        this.flagFile = flagFile;
        this.capacityBytes = capacityBytes;
        this.images = new OpenFile[] {
            new OpenFile(storage, name(0), capacityBytes), new OpenFile(storage, name(1), capacityBytes)
        };
        this.running = running;
        this.flag = flag;
    }

    /**
     * Chooses the slot to run, as a boot loader does, and takes one of its tries if it is on trial. Call it once at each
     * start.
     *
     * @param storage the directory of slots and flag; a device that was never updated has {@code slot-0} only
     * @param capacityBytes how long an image may be
     * @return the slots, with the chosen one running
     * @throws DecodeException if the medium damaged the flag
     * @throws IOException if the flag cannot be read or written
     */
    public static FileSlots boot(Storage storage, long capacityBytes) throws IOException {
        AtomicFile file = new AtomicFile(storage, "boot", 64);
        byte[] bytes = file.read();
        Flag flag = bytes == null ? new Flag(0, 0, false) : Flag.decode(bytes);
        int running = flag.active;
        if (flag.armed && flag.tries > 0) {
            flag = new Flag(flag.active, flag.tries - 1, true);
            file.write(flag.encode());
            running = 1 - flag.active;
        } else if (flag.armed) {
            flag = new Flag(flag.active, 0, false);
            file.write(flag.encode());
        }
        return new FileSlots(storage, file, capacityBytes, running, flag);
    }

    @Override
    public SlotStatus status() {
        boolean trial = running != flag.active;
        return new SlotStatus(running, trial, flag.armed && !trial, capacityBytes);
    }

    /**
     * Returns the name of the file that runs.
     *
     * @return {@code slot-0} or {@code slot-1}
     */
    public String runningFile() {
        return name(running);
    }

    private static String name(int slot) {
        return "slot-" + slot;
    }

    @Override
    public ImageReader running() {
        return images[running];
    }

    @Override
    public ImageWriter other() {
        if (status().trial()) {
            throw new IllegalStateException(name(1 - running) + " is the way back from a trial");
        }
        return images[1 - running];
    }

    @Override
    public void arm(int tries) throws IOException {
        if (tries < 1 || status().trial()) {
            throw new IllegalStateException("cannot arm with " + tries + " tries in " + status());
        }
        write(new Flag(running, tries, true));
    }

    @Override
    public void confirm() throws IOException {
        write(new Flag(running, 0, false));
    }

    @Override
    public void revert() throws IOException {
        if (status().trial()) {
            write(new Flag(flag.active, 0, false));
        }
    }

    @Override
    public void close() {
        images[0].close();
        images[1].close();
    }

    private void write(Flag next) throws IOException {
        flagFile.write(next.encode());
        flag = next;
    }
}
