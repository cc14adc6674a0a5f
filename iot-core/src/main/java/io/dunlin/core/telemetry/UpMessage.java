/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.telemetry;

import io.dunlin.core.BootEpoch;

/** What a device says on the telemetry channel. */
public sealed interface UpMessage {

    /**
     * Returns which of the messages this is.
     *
     * @return the kind
     */
    Kind kind();

    /**
     * Returns the store that numbered this message.
     *
     * @return the store's life
     */
    Incarnation incarnation();

    /**
     * Returns the boot in which this message was numbered.
     *
     * @return the epoch
     */
    BootEpoch epoch();

    /** The messages that there are. */
    enum Kind {
        /** {@link UpMessage.Announcement}. */
        ANNOUNCEMENT,
        /** {@link UpMessage.Batch}. */
        BATCH,
        /** {@link UpMessage.Gap}. */
        GAP
    }

    /**
     * A schema that batches name. It is numbered, stored and acknowledged like them, and comes before them.
     *
     * @param incarnation the store that numbered it
     * @param epoch the boot in which it was numbered
     * @param seq its number, at least 1
     * @param schema the schema
     */
    record Announcement(Incarnation incarnation, BootEpoch epoch, long seq, Schema schema) implements UpMessage {

        /** Checks the number. */
        public Announcement {
            if (seq < 1 || seq == Long.MAX_VALUE) {
                throw new IllegalArgumentException("no number of a message: " + seq);
            }
        }

        @Override
        public Kind kind() {
            return Kind.ANNOUNCEMENT;
        }
    }

    /**
     * Rows in compressed columns.
     *
     * @param incarnation the store that numbered the batch
     * @param epoch the boot in which it was numbered
     * @param seq its number, at least 1, unique inside the epoch and ascending inside the incarnation
     * @param schema what the columns are
     * @param offered how many rows were offered in this epoch up to this batch's last, those that were refused or
     *     replaced in memory included
     * @param rows how many rows are in it
     * @param columns the rows, for {@link ColumnDecoder}; do not change them
     */
    @SuppressWarnings("ArrayRecordComponent") // Handed on, never compared.
    record Batch(
            Incarnation incarnation,
            BootEpoch epoch,
            long seq,
            SchemaRef schema,
            long offered,
            int rows,
            byte[] columns)
            implements UpMessage {

        /** Checks the bounds. */
        public Batch {
            if (seq < 1 || seq == Long.MAX_VALUE || rows < 1 || offered < rows) {
                throw new IllegalArgumentException(
                        "no batch: number " + seq + ", " + rows + " rows of " + offered + " offered");
            }
        }

        @Override
        public Kind kind() {
            return Kind.BATCH;
        }
    }

    /**
     * Messages that the device numbered and no longer has: it stands in for them, so that nothing disappears silently.
     *
     * @param incarnation the store that numbered them
     * @param epoch the boot that noticed
     * @param range their numbers
     */
    record Gap(Incarnation incarnation, BootEpoch epoch, SeqRange range) implements UpMessage {
        @Override
        public Kind kind() {
            return Kind.GAP;
        }
    }
}
