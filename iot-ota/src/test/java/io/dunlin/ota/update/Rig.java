/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.update;

import io.dunlin.core.Capabilities;
import io.dunlin.core.DeviceId;
import io.dunlin.core.Storage;
import io.dunlin.core.StorageFile;
import io.dunlin.ota.delta.ImageDigest;
import io.dunlin.ota.delta.Images;
import io.dunlin.ota.delta.JcaSha256;
import io.dunlin.ota.delta.diff.DeltaGenerator;
import io.dunlin.ota.delta.diff.Patch;
import io.dunlin.ota.delta.diff.Profile;
import io.dunlin.ota.manifest.Encoding;
import io.dunlin.ota.manifest.Manifests;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** A device that boots, updates and restarts on some storage, and its fleet. */
final class Rig {

    static final Images.Pair IMAGES = images();
    static final byte[] OLD = IMAGES.older();
    static final byte[] NEW = IMAGES.newer();
    static final ImageDigest OLD_IMAGE = ImageDigest.of(OLD, JcaSha256::new);
    static final ImageDigest NEW_IMAGE = ImageDigest.of(NEW, JcaSha256::new);
    static final int CHECKPOINT_BYTES = 4096;
    static final Patch DELTA =
            new DeltaGenerator(JcaSha256::new).generate(OLD, NEW, Profile.TINY.withCheckpointBytes(CHECKPOINT_BYTES));
    static final byte[] OFFER = offer(11, 7, DELTA.bytes());
    static final long CAPACITY = 64 << 10;
    static final long MINUTE = 60_000_000_000L;

    static Images.Pair images() {
        for (long seed = 1; ; seed++) {
            Images.Pair pair = Images.pair(seed, 30_000);
            if (pair.newer().length > 3 * CHECKPOINT_BYTES && pair.newer().length < 5 * CHECKPOINT_BYTES) {
                return pair;
            }
        }
    }

    static byte[] offer(long sequence, long securityVersion, byte[] payload) {
        return Manifests.sign(Manifests.manifest(
                sequence,
                Manifests.component(
                        securityVersion, NEW_IMAGE, new Encoding(ImageDigest.of(payload, JcaSha256::new), OLD_IMAGE))));
    }

    final List<UpdateEvent> changes = new ArrayList<>();
    /** The events that reached the fleet, by id; each once. */
    final List<UpdateEvent> recorded = new ArrayList<>();

    /** The events that want no acknowledgement. */
    final List<UpdateEvent> unacknowledged = new ArrayList<>();

    final Set<UpdateHost.Gate> shut = EnumSet.noneOf(UpdateHost.Gate.class);
    final List<String> asked = new ArrayList<>();
    private final Storage storage;
    UpdateConfig config = new UpdateConfig(
            new DeviceId("pump-7"), Manifests.MODEL, "firmware", 1 << 20, 1 << 20, 512, 3, 2, MINUTE, 0);
    byte[] payload = DELTA.bytes();
    byte[] offer = OFFER;
    Random loss = new Random(0);
    double lossRate;
    boolean acknowledging = true;
    boolean linked = true;
    /** What the self test says; null for never. */
    Boolean verdict = true;

    boolean restartWanted;
    boolean selfTestAsked;
    ManualLoop loop = new ManualLoop();
    UpdateAgent agent;
    FileSlots slots;

    Rig(Storage storage) {
        this.storage = storage;
    }

    /** Puts the old image where the factory puts it. */
    void manufacture() throws IOException {
        try (StorageFile file = storage.openOrCreate("slot-0")) {
            file.write(0, OLD, 0, OLD.length);
            file.force();
        }
        storage.force();
    }

    /** Boots, as after power on; the flow of time is new. */
    void boot() throws IOException {
        loop = new ManualLoop();
        restartWanted = false;
        selfTestAsked = false;
        slots = FileSlots.boot(storage, CAPACITY);
        UpdateStores stores = new UpdateStores(slots, new FilePayloadStore(storage), UpdateJournal.in(storage));
        agent = new UpdateAgent(
                config, Manifests.verifier(), stores, loop, loop, JcaSha256::new, this::fromDevice, new Host());
        agent.start();
        loop.run(0);
        if (linked) {
            agent.linkUp(new Capabilities("test", 4096, 8, true, true));
            toDevice(new UpdateMessage.Offer(offer));
        }
    }

    void toDevice(UpdateMessage message) {
        byte[] bytes = UpdateWire.encode(message);
        if (loss.nextDouble() < lossRate) {
            return;
        }
        long delay = lossRate > 0 ? loss.nextInt(3) * 1_000_000L : 0;
        loop.schedule(delay, () -> agent.message(bytes));
        if (loss.nextDouble() < lossRate) {
            loop.schedule(delay * 2, () -> agent.message(bytes));
        }
    }

    private void fromDevice(byte[] bytes) {
        if (loss.nextDouble() < lossRate) {
            return;
        }
        UpdateMessage message = UpdateWire.decode(bytes);
        if (message instanceof UpdateMessage.BlockRequest request) {
            for (int at = 0; at < request.length(); at += request.blockBytes()) {
                int from = (int) request.offset() + at;
                int to = from + Math.min(request.blockBytes(), request.length() - at);
                toDevice(new UpdateMessage.Block(request.payload(), from, Arrays.copyOfRange(payload, from, to)));
            }
        } else if (message instanceof UpdateMessage.Event event) {
            if (event.event().id() == 0) {
                unacknowledged.add(event.event());
            } else if (acknowledging) {
                if (recorded.stream().noneMatch(e -> e.id() == event.event().id())) {
                    recorded.add(event.event());
                }
                toDevice(new UpdateMessage.EventAck(event.event().id()));
            }
        }
    }

    /** Boots again and again until nothing wants a restart, each time for some virtual time. */
    void runToRest(int boots, long span) throws IOException {
        for (int i = 0; i < boots; i++) {
            boot();
            loop.run(span);
            if (!restartWanted) {
                return;
            }
        }
        throw new AssertionError("still restarting after " + boots + " boots: " + changes);
    }

    /** Reads the image that runs, from the storage. */
    byte[] runningImage() throws IOException {
        try (StorageFile file = storage.open(slots.runningFile())) {
            byte[] image = new byte[(int) file.length()];
            file.read(0, image, 0, image.length);
            return image;
        }
    }

    /** Reads what is durable; before the first manifest that is nothing. */
    UpdateRecord record() throws IOException {
        byte[] record = UpdateJournal.in(storage).read();
        return record == null ? UpdateRecord.initial(OLD_IMAGE) : UpdateRecord.decode(record);
    }

    private final class Host implements UpdateHost {
        @Override
        public boolean permits(Gate gate) {
            asked.add(gate.toString());
            return !shut.contains(gate);
        }

        @Override
        public void selfTest(Verdict giveTo) {
            selfTestAsked = true;
            if (verdict != null) {
                giveTo.give(verdict);
            }
        }

        @Override
        public void restart() {
            restartWanted = true;
        }

        @Override
        public void broken(String detail) {
            throw new AssertionError(detail);
        }

        @Override
        public void changed(UpdateEvent event) {
            changes.add(event);
        }
    }
}
