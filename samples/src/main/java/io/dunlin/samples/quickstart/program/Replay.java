/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.samples.quickstart.program;

import io.dunlin.core.telemetry.Offer;
import io.dunlin.core.telemetry.Row;
import io.dunlin.core.telemetry.Schema;
import io.dunlin.device.Device;
import io.dunlin.device.TelemetryStatus;
import io.dunlin.samples.quickstart.stage.Console;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Offers the rows of a recording as if sensors gave them, at a steady rate, from where the last boot got to. */
public final class Replay {

    private static final int STEP_ROWS = 25;

    /** So much may wait in memory; a real sensor would have to drop what comes then. */
    private static final int WAITING_ROWS = 2000;

    private static final long STOP_MILLIS = 10_000;
    private static final int MOST_UNACKNOWLEDGED = 2;

    private final Device device;
    private final Recording recording;
    private final ReplayProgress progress;
    private volatile long rowsPerSecond;
    private volatile boolean stopping;
    private volatile @Nullable Thread thread;
    private final Schema schema;

    /** Prepares to replay a recording from where its device's disk says. */
    public Replay(Device device, Recording recording, ReplayProgress progress, long rowsPerSecond) {
        this.device = device;
        this.recording = recording;
        this.progress = progress;
        this.rowsPerSecond = rowsPerSecond;
        this.schema = Contract.telemetry(recording);
    }

    /** Begins; the thread ends when the fleet has acknowledged everything. */
    public Thread start() {
        Thread started = new Thread(this::run, "replay");
        started.setDaemon(true);
        thread = started;
        started.start();
        return started;
    }

    /** Lets the rest of the rows come as fast as the device takes them. */
    void hurry() {
        rowsPerSecond = Long.MAX_VALUE;
    }

    /** Ends the replay after the step under way, and waits for that. */
    void stop() {
        stopping = true;
        Thread running = thread;
        if (running != null) {
            try {
                running.join(STOP_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void run() {
        try {
            offerAll();
            TelemetryStatus status = device.telemetry();
            while (!stopping && (status.durableRows() < status.offeredRows() || status.unacknowledged() > 0)) {
                TimeUnit.MILLISECONDS.sleep(100);
                status = device.telemetry();
            }
            if (!stopping) {
                Console.tell("drained");
            }
        } catch (IOException | ExecutionException e) {
            Console.tell("error", "verb", "replay", "what", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void offerAll() throws IOException, ExecutionException, InterruptedException {
        int first = progress.begin();
        int next = first;
        long due = System.nanoTime();
        while (next < recording.rows().size() && !stopping) {
            int end = Math.min(next + STEP_ROWS, recording.rows().size());
            progress.advance(end, first + (int) savedRows());
            for (; next < end; next++) {
                offer(recording.rows().get(next));
            }
            due += TimeUnit.SECONDS.toNanos(STEP_ROWS) / rowsPerSecond;
            TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
            while (!stopping && (next - first - savedRows() > WAITING_ROWS || isHurryTooMuch())) {
                TimeUnit.MILLISECONDS.sleep(20);
            }
        }
        progress.advance(next, first + (int) savedRows());
    }

    /** Without pauses, a small storage would overflow even while the fleet keeps up. */
    private boolean isHurryTooMuch() {
        return rowsPerSecond == Long.MAX_VALUE && device.telemetry().unacknowledged() > MOST_UNACKNOWLEDGED;
    }

    /** Rows of this boot that are durable, those not counted that the device refused: they were offered again. */
    private long savedRows() {
        TelemetryStatus status = device.telemetry();
        return Math.max(0, status.durableRows() - status.lostRows());
    }

    /** Offers a row until the device takes it: it refuses while its buffer is full, and never blocks. */
    private void offer(Recording.Row recorded) throws InterruptedException, ExecutionException {
        Row row = new Row(schema).at(recorded.atMillis());
        for (int i = 0; i < recorded.values().length; i++) {
            if (!Double.isNaN(recorded.values()[i])) {
                row.set(i, recorded.values()[i]);
            }
        }
        while (device.offer(row).get() == Offer.REFUSED) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }
}
