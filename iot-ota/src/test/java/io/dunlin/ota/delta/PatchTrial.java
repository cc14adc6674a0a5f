/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.delta;

import java.io.IOException;

/** Applies a patch with interruptions, for tests outside this package. */
public final class PatchTrial {

    private final Bench bench;

    public PatchTrial(byte[] older, byte[] patch, int capacity) {
        this.bench = new Bench(older, patch, capacity);
    }

    /** Runs until done; each of the numbers is the write, counted over all runs, at which one run breaks off. */
    public void run(int step, int... failing) throws IOException {
        for (int fail : failing) {
            bench.failingWrite = fail;
            PatchApplier applier = bench.open();
            try {
                while (!applier.step(step)) {
                    // Goes on until the failing write.
                }
                return;
            } catch (IOException e) {
                // The crash; the next run opens the same patch again.
            }
        }
        bench.open().run();
    }

    public byte[] written() {
        return bench.written;
    }

    /** Returns how many bytes were written more than once. */
    public long redoneBytes() {
        return bench.bytesWritten - bench.written.length;
    }
}
