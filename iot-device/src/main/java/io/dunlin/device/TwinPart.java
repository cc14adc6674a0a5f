/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.device;

import io.dunlin.core.Capabilities;
import io.dunlin.core.Channel;
import io.dunlin.core.Link;
import io.dunlin.core.log.AsyncJournal;
import io.dunlin.core.twin.JournaledTwin;
import io.dunlin.core.twin.Outcome;
import io.dunlin.core.twin.ReportResult;
import io.dunlin.core.twin.TwinEvent;
import io.dunlin.core.twin.TwinLimits;
import io.dunlin.core.twin.TwinSchema;
import io.dunlin.core.twin.TwinTiming;
import io.dunlin.core.twin.Value;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The device's half of the twin, on a journal. It keeps its own deadlines. */
final class TwinPart implements Part, JournaledTwin.Handler {

    private static final TwinTiming TIMING = TwinTiming.DEFAULT;

    private final TwinSchema schema;
    private final TwinHandler handler;
    private final Surroundings around;
    private final Agent agent;
    private final Callbacks<String> callbacks;
    private @Nullable AsyncJournal journal;
    private @Nullable JournaledTwin twin;

    TwinPart(TwinSchema schema, TwinHandler handler, Surroundings around, Agent agent) {
        this.schema = schema;
        this.handler = handler;
        this.around = around;
        this.agent = agent;
        this.callbacks = new Callbacks<>(around.loop(), around.executor());
    }

    @Override
    public CompletableFuture<?> open() {
        return around.journal("twin").thenAccept(opened -> {
            journal = opened.journal();
            twin = JournaledTwin.open(opened, schema, TwinLimits.DEFAULT, TIMING, around.random(), around.loop(), this);
        });
    }

    ReportResult report(String path, Value value) {
        if (twin == null) {
            throw new IllegalStateException("the device is not running");
        }
        return twin.report(path, value);
    }

    @Override
    public void send(byte[] message) {
        // The twin repeats what gets no answer.
        agent.send(Channel.TWIN, message, Link.Report.IGNORE);
    }

    @Override
    public void apply(String path, @Nullable Value value, long dv) {
        callbacks.add(path, new Callbacks.Job() {
            private Outcome outcome = Outcome.rejected("no answer");

            @Override
            public void run() {
                outcome = call(path, value);
            }

            @Override
            public void done() {
                answer(path, dv, outcome);
            }

            @Override
            public void replaced() {
                // Only closes the call: the twin passes over an answer to what is no longer desired.
                done();
            }
        });
    }

    private void answer(String path, long dv, Outcome outcome) {
        if (twin == null) {
            return;
        }
        try {
            twin.applied(path, dv, outcome);
        } catch (IllegalArgumentException e) {
            // The handler named a value in force that no message can carry.
            twin.applied(path, dv, Outcome.rejected(Failures.text(e)));
        }
    }

    private Outcome call(String path, @Nullable Value value) {
        try {
            return Objects.requireNonNull(handler.apply(path, value), "the handler answered null");
        } catch (Exception e) {
            return Outcome.rejected(Failures.text(e));
        }
    }

    @Override
    public void event(TwinEvent event, String detail) {
        switch (event) {
            case MALFORMED_MESSAGE -> around.troubles().malformed(Channel.TWIN, detail);
            case STORE_FAILED -> around.troubles().storeFailed(Channel.TWIN, detail);
            default -> around.troubles().event(DeviceEvent.Kind.TWIN, Channel.TWIN, event + ": " + detail);
        }
    }

    @Override
    public void up(Capabilities capabilities, long nowNanos) {
        if (twin != null) {
            twin.linkUp(capabilities.maxPayloadBytes());
        }
    }

    @Override
    public void down(long nowNanos) {
        if (twin != null) {
            twin.linkDown();
        }
    }

    @Override
    public void message(byte[] payload, long nowNanos) {
        if (twin != null) {
            twin.received(payload);
        }
    }

    @Override
    public CompletableFuture<?> stop() {
        CompletableFuture<Boolean> stopped = new CompletableFuture<>();
        // By then what was reported just now was handed to the journal.
        around.loop().schedule(TIMING.windowNanos() + 1, () -> close(stopped));
        return stopped;
    }

    private void close(CompletableFuture<Boolean> stopped) {
        if (twin != null) {
            twin.close();
            twin = null;
        }
        AsyncJournal open = journal;
        if (open == null) {
            stopped.complete(true);
        } else {
            open.close(new Ended(stopped));
        }
    }
}
