/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.device;

import io.dunlin.core.Capabilities;
import io.dunlin.core.Channel;
import io.dunlin.core.Link;
import io.dunlin.core.Sha256;
import io.dunlin.core.Storage;
import io.dunlin.ota.manifest.ManifestVerifier;
import io.dunlin.ota.update.FilePayloadStore;
import io.dunlin.ota.update.PayloadStore;
import io.dunlin.ota.update.UpdateAgent;
import io.dunlin.ota.update.UpdateEvent;
import io.dunlin.ota.update.UpdateHost;
import io.dunlin.ota.update.UpdateJournal;
import io.dunlin.ota.update.UpdateReason;
import io.dunlin.ota.update.UpdateState;
import io.dunlin.ota.update.UpdateStores;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Updates of the device's image, over an agent that keeps its own deadlines. */
final class UpdatePart implements Part, UpdateHost {

    private static final long RESTART_PATIENCE_NANOS = 60_000_000_000L;

    private enum Call {
        SELF_TEST,
        RESTART
    }

    private final UpdateOptions options;
    private final Sha256.Factory digests;
    private final Surroundings around;
    private final Agent agent;
    private final Callbacks<Call> callbacks;
    private @Nullable UpdateAgent updates;
    private volatile UpdateState state = UpdateState.IDLE;
    private boolean open;
    private boolean reachedFleet;
    /** The test has passed, but the link was not up yet. */
    private @Nullable Verdict waiting;

    UpdatePart(UpdateOptions options, Sha256.Factory digests, Surroundings around, Agent agent) {
        this.options = options;
        this.digests = digests;
        this.around = around;
        this.agent = agent;
        this.callbacks = new Callbacks<>(around.loop(), around.executor());
    }

    @Override
    public CompletableFuture<?> open() {
        return around.onWorker(() -> around.storage().directory("update")).thenAccept(this::start);
    }

    private void start(Storage directory) {
        PayloadStore payload = options.payload();
        UpdateAgent started = new UpdateAgent(
                options.config(),
                new ManifestVerifier(options.keys(), options.threshold(), around.tenant()),
                new UpdateStores(
                        options.slots(),
                        payload == null ? new FilePayloadStore(directory) : payload,
                        UpdateJournal.in(directory)),
                around.loop(),
                around.worker(),
                digests,
                message -> agent.send(Channel.UPDATE, message, Link.Report.IGNORE),
                this);
        updates = started;
        open = true;
        started.start();
    }

    /** The version of the image that runs, empty if no manifest named it. */
    String version() {
        return updates == null ? "" : updates.runningVersion();
    }

    /** The lowest security version that is still accepted. */
    long securityVersion() {
        return updates == null ? 0 : updates.securityCounter();
    }

    /** For any thread. */
    UpdateState state() {
        return state;
    }

    @Override
    public void up(Capabilities capabilities, long nowNanos) {
        reachedFleet = true;
        if (updates != null) {
            updates.linkUp(capabilities);
        }
        Verdict verdict = waiting;
        waiting = null;
        if (verdict != null) {
            verdict.give(true);
        }
    }

    @Override
    public void down(long nowNanos) {
        if (updates != null) {
            updates.linkDown();
        }
    }

    @Override
    public void message(byte[] payload, long nowNanos) {
        if (updates != null) {
            updates.message(payload);
        }
    }

    @Override
    public boolean permits(Gate gate) {
        try {
            return options.handler().permits(gate);
        } catch (RuntimeException e) {
            around.troubles().event(DeviceEvent.Kind.UPDATE, Channel.UPDATE, gate + " held up: " + Failures.text(e));
            return false;
        }
    }

    @Override
    public void selfTest(Verdict verdict) {
        callbacks.add(Call.SELF_TEST, new Callbacks.Job() {
            private boolean passed;

            @Override
            public void run() {
                passed = test();
            }

            @Override
            public void done() {
                judge(passed, verdict);
            }
        });
    }

    private boolean test() {
        try {
            return options.handler().selfTest();
        } catch (Exception e) {
            around.loop()
                    .execute(() -> around.troubles()
                            .event(DeviceEvent.Kind.UPDATE, Channel.UPDATE, "self test: " + Failures.text(e)));
            return false;
        }
    }

    private void judge(boolean passed, Verdict verdict) {
        if (passed && options.linkRequired() && !reachedFleet) {
            // If it never comes up, the time of the test runs out.
            waiting = verdict;
        } else {
            verdict.give(passed);
        }
    }

    @Override
    public void restart() {
        callbacks.add(Call.RESTART, new Callbacks.Job() {
            @Override
            public void run() {
                options.handler().restart();
            }

            @Override
            public void done() {
                around.loop().schedule(RESTART_PATIENCE_NANOS, UpdatePart.this::restartAgain);
            }
        });
    }

    private void restartAgain() {
        if (open) {
            restart();
        }
    }

    @Override
    public void changed(UpdateEvent event) {
        if (event.state() != UpdateState.REJECTED) {
            state = event.state();
        }
        StringBuilder detail = new StringBuilder(event.campaign()).append(' ').append(event.state());
        if (event.reason() != UpdateReason.NONE) {
            detail.append(' ').append(event.reason());
        }
        if (!event.detail().isEmpty()) {
            detail.append(": ").append(event.detail());
        }
        around.troubles().event(DeviceEvent.Kind.UPDATE, Channel.UPDATE, detail.toString());
    }

    @Override
    public void broken(String detail) {
        around.troubles().storeBroken(Channel.UPDATE, detail);
    }

    @Override
    public CompletableFuture<?> stop() {
        open = false;
        if (updates != null) {
            updates.stop();
        }
        // The stores are closed on the worker, before whatever follows there.
        return CompletableFuture.completedFuture(true);
    }
}
