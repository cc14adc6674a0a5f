/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.samples.quickstart;

import io.dunlin.samples.quickstart.report.Recovery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * What was broken on purpose, and how long it took until the fleet had acknowledged a row of every device concerned again.
 * Safe for use by several threads.
 */
final class Faults {

    private static final double NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Story story;
    private final LongSupplier nanoTime;
    private final List<Fault> all = new ArrayList<>();

    Faults(Story story, LongSupplier nanoTime) {
        this.story = story;
        this.nanoTime = nanoTime;
    }

    /** Something that is broken, then mended, then worked around by the devices. */
    final class Fault {
        private final String what;
        private final Set<String> waiting;
        private final long brokenAt = nanoTime.getAsLong();
        private boolean mended;
        private double downSeconds = Double.NaN;
        private double recoveredSeconds = Double.NaN;

        private Fault(String what, Collection<String> devices) {
            this.what = what;
            this.waiting = new LinkedHashSet<>(devices);
        }

        /** The cause is gone: what is acknowledged from now on counts as recovery. */
        void mended() {
            synchronized (Faults.this) {
                mended = true;
                downSeconds = (nanoTime.getAsLong() - brokenAt) / NANOS;
            }
        }
    }

    /**
     * Something was just broken.
     *
     * @param what for people
     * @param devices whose rows cannot be acknowledged now
     */
    synchronized Fault broken(String what, Collection<String> devices) {
        story.event("BROKEN: " + what);
        Fault fault = new Fault(what, devices);
        all.add(fault);
        return fault;
    }

    /** The fleet acknowledged rows of a device. */
    synchronized void acknowledged(String device) {
        for (Fault fault : all) {
            if (fault.mended && fault.waiting.remove(device) && fault.waiting.isEmpty()) {
                notifyAll();
                fault.recoveredSeconds = (nanoTime.getAsLong() - fault.brokenAt) / NANOS;
                story.event("recovered: rows are acknowledged again " + Story.tenths(fault.recoveredSeconds)
                        + " s after " + fault.what);
            }
        }
    }

    /** Waits until all that was mended has recovered, but no longer than is worth waiting for. */
    synchronized void awaitRecovery() throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (all.stream().anyMatch(fault -> fault.mended && !fault.waiting.isEmpty())) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }

    /** Lists what was broken in order. */
    synchronized List<Recovery> recoveries() {
        return all.stream()
                .map(fault -> new Recovery(fault.what, fault.downSeconds, fault.recoveredSeconds))
                .toList();
    }
}
