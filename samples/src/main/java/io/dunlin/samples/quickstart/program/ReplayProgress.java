/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.samples.quickstart.program;

import io.dunlin.core.Storage;
import io.dunlin.core.log.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** How far a device has replayed its recording, on its disk: a restart never offers a row twice. One thread at a time. */
public final class ReplayProgress {

    private static final int MAX_BYTES = 4096;

    private final AtomicFile file;
    private final List<Boot> boots = new ArrayList<>();
    private int next;
    private int saved;

    /**
     * Where a boot began.
     *
     * @param firstRow the first row that this boot offers; all before were offered by earlier ones
     * @param savedRows how many rows an earlier boot knew to be durable: at least these were
     */
    public record Boot(int firstRow, int savedRows) {}

    private ReplayProgress(AtomicFile file) {
        this.file = file;
    }

    /** Reads what is on the disk. */
    public static ReplayProgress read(Storage storage) throws IOException {
        ReplayProgress progress = new ReplayProgress(new AtomicFile(storage, "replayed", MAX_BYTES));
        byte[] kept = progress.file.read();
        if (kept != null) {
            for (String line : new String(kept, StandardCharsets.US_ASCII).split("\n", -1)) {
                String[] numbers = line.split(" ", -1);
                progress.next = Integer.parseInt(numbers[0]);
                progress.saved = Integer.parseInt(numbers[1]);
                progress.boots.add(new Boot(progress.next, progress.saved));
            }
            // The last line is where the last boot has got to.
            progress.boots.remove(progress.boots.size() - 1);
        }
        return progress;
    }

    /** Begins a boot and returns the first row that it is to offer. */
    public int begin() throws IOException {
        boots.add(new Boot(next, saved));
        write();
        return next;
    }

    /** Notes, durably, that rows up to one are about to be offered, and how many are known to be durable. */
    public void advance(int offered, int savedRows) throws IOException {
        next = offered;
        saved = Math.max(saved, savedRows);
        write();
    }

    /** Lists the boots so far. */
    public List<Boot> boots() {
        return List.copyOf(boots);
    }

    private void write() throws IOException {
        StringBuilder text = new StringBuilder();
        for (Boot boot : boots) {
            text.append(boot.firstRow()).append(' ').append(boot.savedRows()).append('\n');
        }
        text.append(next).append(' ').append(saved);
        file.write(text.toString().getBytes(StandardCharsets.US_ASCII));
    }
}
