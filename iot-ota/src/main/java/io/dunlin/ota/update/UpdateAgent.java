/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.update;

import io.dunlin.core.Alarm;
import io.dunlin.core.Capabilities;
import io.dunlin.core.DecodeException;
import io.dunlin.core.Loop;
import io.dunlin.core.Sha256;
import io.dunlin.core.StorageWorker;
import io.dunlin.ota.delta.Digest;
import io.dunlin.ota.delta.ImageDigest;
import io.dunlin.ota.delta.ImageReader;
import io.dunlin.ota.delta.PatchRefused;
import io.dunlin.ota.manifest.ManifestVerifier;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Updates a device: an update machine with its slots, payload and journal on a storage worker. All methods are called on
 * the loop; none blocks. Long work is cut into steps, so that others get their turn on the worker.
 */
public final class UpdateAgent {

    private static final int STEP_BYTES = 64 << 10;
    private static final long START_RETRY_NANOS = 10_000_000_000L;

    private final UpdateConfig config;
    private final ManifestVerifier verifier;
    private final UpdateStores stores;
    private final Loop loop;
    private final StorageWorker worker;
    private final Workbench workbench;
    private final Sha256.Factory digests;
    private final Sender sender;
    private final UpdateHost host;
    private final Alarm alarm;
    private @Nullable UpdateMachine machine;
    /** What the link carries, 0 while it is down. */
    private int linkBytes;

    private @Nullable PayloadApplication application;
    private boolean stopped;

    /** Sends to the fleet, on the channel {@code update}; what is lost is sent again. */
    @FunctionalInterface
    public interface Sender {
        /**
         * Sends a message.
         *
         * @param message the message
         */
        void send(byte[] message);
    }

    /**
     * Creates an agent that does nothing yet.
     *
     * @param config how the device updates
     * @param verifier whom it trusts
     * @param stores where it keeps things
     * @param loop its loop
     * @param worker where it blocks
     * @param digests makes SHA-256
     * @param sender its way to the fleet
     * @param host the application around it
     */
    public UpdateAgent(
            UpdateConfig config,
            ManifestVerifier verifier,
            UpdateStores stores,
            Loop loop,
            StorageWorker worker,
            Sha256.Factory digests,
            Sender sender,
            UpdateHost host) {
        this.config = config;
        this.verifier = verifier;
        this.stores = stores;
        this.loop = loop;
        this.worker = worker;
        this.workbench = new Workbench(worker);
        this.digests = digests;
        this.sender = sender;
        this.host = host;
        this.alarm = new Alarm(loop, this::wake);
    }

    /** Takes up what the last run left. Call it once, after the boot. */
    public void start() {
        worker.submit(this::find, new StorageWorker.Report<Found>() {
            @Override
            public void done(Found found) {
                if (found.record() == null) {
                    firstStart(found.slots());
                } else {
                    startWith(found.record(), found.slots());
                }
            }

            @Override
            public void failed(Exception failure) {
                startFailed(failure);
            }
        });
    }

    /** What the last run left and how this one booted. */
    private record Found(@Nullable UpdateRecord record, SlotStatus slots) {}

    private Found find() throws IOException {
        byte[] record = stores.journal().read();
        return new Found(
                record == null ? null : UpdateRecord.decode(record),
                stores.slots().status());
    }

    /** Stops and closes the stores; what is under way on the worker ends before. */
    public void stop() {
        alarm.off();
        workbench.discard();
        machine = null;
        stopped = true;
        workbench.once(
                () -> {
                    stores.slots().close();
                    stores.payload().close();
                },
                Workbench.Ended.IGNORED);
    }

    /**
     * The link came up.
     *
     * @param capabilities what it can do
     */
    public void linkUp(Capabilities capabilities) {
        linkBytes = capabilities.maxPayloadBytes();
        if (machine != null) {
            machine.linkUp(linkBytes, loop.nanoTime());
        }
        setAlarm();
    }

    /** The link went down. */
    public void linkDown() {
        linkBytes = 0;
        if (machine != null) {
            machine.linkDown();
        }
        setAlarm();
    }

    /**
     * A message came from the fleet.
     *
     * @param message the message
     * @throws DecodeException if it is none; then it changed nothing
     */
    public void message(byte[] message) {
        if (machine != null) {
            machine.receive(message, loop.nanoTime(), loop.wallMillis());
        }
        setAlarm();
    }

    /**
     * Returns how far the present or last update is.
     *
     * @return the state, IDLE also before the journal was read
     */
    public UpdateState state() {
        return machine == null ? UpdateState.IDLE : machine.record().state();
    }

    /**
     * Returns the security counter.
     *
     * @return the highest security version that was confirmed
     */
    public long securityCounter() {
        return machine == null ? 0 : machine.record().securityCounter();
    }

    /**
     * Returns the version of the image that runs.
     *
     * @return as its manifest named it, empty if none did
     */
    public String runningVersion() {
        return machine == null ? "" : machine.runningVersion();
    }

    private void wake() {
        if (machine != null) {
            machine.tick(loop.nanoTime());
        }
        setAlarm();
    }

    private void setAlarm() {
        if (machine != null) {
            alarm.at(machine.deadlineNanos());
        }
    }

    /** Finds out which image runs; it is the confirmed one of a device that was never updated. */
    private void firstStart(SlotStatus slots) {
        Sha256 digest = digests.create();
        byte[] buffer = new byte[STEP_BYTES];
        long[] done = {0};
        workbench.inSteps(
                () -> {
                    ImageReader running = stores.slots().running();
                    int n = running.read(done[0], buffer, 0, buffer.length);
                    digest.update(buffer, 0, n);
                    done[0] += n;
                    return n == 0;
                },
                new Workbench.Ended() {
                    @Override
                    public void done() {
                        startWith(UpdateRecord.initial(new ImageDigest(done[0], Digest.of(digest.digest()))), slots);
                    }

                    @Override
                    public void failed(Exception failure) {
                        startFailed(failure);
                    }
                });
    }

    private void startWith(UpdateRecord record, SlotStatus slots) {
        if (stopped) {
            return;
        }
        long now = loop.nanoTime();
        UpdateMachine started = new UpdateMachine(config, verifier, new Outward(), record, slots, now);
        machine = started;
        if (linkBytes > 0) {
            started.linkUp(linkBytes, now);
        }
        started.start(now);
        setAlarm();
    }

    private void startFailed(Exception failure) {
        if (stopped) {
            return;
        }
        if (failure instanceof IOException) {
            loop.schedule(START_RETRY_NANOS, this::start);
        } else {
            // A journal that cannot be trusted is not replaced: with it, the security counter would be lost.
            host.broken(String.valueOf(failure));
        }
    }

    /** Tells the machine how a piece of work ended. */
    private interface Told {
        void tell(UpdateMachine machine, long now);
    }

    private void tell(Told told) {
        if (machine != null) {
            told.tell(machine, loop.nanoTime());
        }
        setAlarm();
    }

    private void tellFailed(UpdateOutput.Work work, Exception failure) {
        UpdateReason reason = failure instanceof PatchRefused
                ? UpdateReason.PATCH_REFUSED
                : failure instanceof PayloadApplication.Damaged ? UpdateReason.PAYLOAD_DIGEST : UpdateReason.STORAGE;
        tell((told, now) -> told.failed(work, reason, String.valueOf(failure.getMessage()), now));
    }

    private void once(UpdateOutput.Work work, Workbench.Job job, Told told) {
        workbench.once(job, ended(work, told));
    }

    private void inSteps(UpdateOutput.Work work, Workbench.Step step, Told told) {
        workbench.inSteps(step, ended(work, told));
    }

    private Workbench.Ended ended(UpdateOutput.Work work, Told told) {
        return new Workbench.Ended() {
            @Override
            public void done() {
                tell(told);
            }

            @Override
            public void failed(Exception failure) {
                application = null;
                tellFailed(work, failure);
            }
        };
    }

    /** Does what the machine wants done. */
    private final class Outward implements UpdateOutput {

        @Override
        public void send(UpdateMessage message) {
            if (linkBytes > 0) {
                sender.send(UpdateWire.encode(message));
            }
        }

        @Override
        public void persist(byte[] record) {
            once(Work.PERSIST, () -> stores.journal().write(record), UpdateMachine::persisted);
        }

        @Override
        public void openPayload(ImageDigest payload) {
            long[] kept = {0};
            once(
                    Work.OPEN_PAYLOAD,
                    () -> kept[0] = stores.payload().open(payload),
                    (told, now) -> told.payloadOpened(kept[0], now));
        }

        @Override
        public void store(byte[] bytes, boolean force) {
            once(
                    Work.STORE,
                    () -> stores.payload().append(bytes, force),
                    (told, now) -> told.stored(bytes.length, now));
        }

        @Override
        public void check(Plan plan) {
            PayloadApplication checking = new PayloadApplication(plan, stores, config.memoryBytes(), digests);
            application = checking;
            inSteps(Work.CHECK, () -> checking.check(STEP_BYTES), UpdateMachine::checked);
        }

        @Override
        public void apply(Plan plan) {
            PayloadApplication checked = application;
            PayloadApplication applying =
                    checked != null ? checked : new PayloadApplication(plan, stores, config.memoryBytes(), digests);
            application = null;
            inSteps(Work.APPLY, () -> applying.apply(STEP_BYTES), UpdateMachine::applied);
        }

        @Override
        public void arm(int tries) {
            once(Work.ARM, () -> stores.slots().arm(tries), UpdateMachine::armed);
        }

        @Override
        public void confirm() {
            once(Work.CONFIRM, () -> stores.slots().confirm(), UpdateMachine::confirmed);
        }

        @Override
        public void revert() {
            once(Work.REVERT, () -> stores.slots().revert(), (told, now) -> told.reverted());
        }

        @Override
        public void discard() {
            workbench.discard();
            application = null;
            workbench.once(() -> stores.payload().clear(), Workbench.Ended.IGNORED);
        }

        @Override
        public void emptySlot() {
            workbench.once(() -> stores.slots().other().begin(0, 0), Workbench.Ended.IGNORED);
        }

        @Override
        public boolean permits(UpdateHost.Gate gate) {
            return host.permits(gate);
        }

        @Override
        public void selfTest() {
            host.selfTest(passed -> tell((told, now) -> told.selfTested(passed, now)));
        }

        @Override
        public void restart() {
            host.restart();
        }

        @Override
        public void changed(UpdateEvent event) {
            host.changed(event);
        }
    }
}
