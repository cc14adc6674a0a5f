/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.update;

import io.dunlin.core.Storage;
import io.dunlin.core.log.AtomicFile;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Keeps the one record of an updater. Blocks. */
public interface UpdateJournal {

    /** The longest record. */
    int MAX_BYTES = 16 << 10;

    /**
     * Reads the record.
     *
     * @return the record that was written last, or null if there is none
     * @throws IOException if it cannot be read
     */
    byte @Nullable [] read() throws IOException;

    /**
     * Replaces the record, as a whole; durable on return.
     *
     * @param record the new record, at most {@link #MAX_BYTES}
     * @throws IOException if that is not certain; then the old or the new one is there
     */
    void write(byte[] record) throws IOException;

    /**
     * Keeps the record in a file.
     *
     * @param storage the directory; the file is called {@code update}
     * @return the journal
     */
    static UpdateJournal in(Storage storage) {
        AtomicFile file = new AtomicFile(storage, "update", MAX_BYTES);
        return new UpdateJournal() {
            @Override
            public byte @Nullable [] read() throws IOException {
                return file.read();
            }

            @Override
            public void write(byte[] record) throws IOException {
                file.write(record);
            }
        };
    }
}
