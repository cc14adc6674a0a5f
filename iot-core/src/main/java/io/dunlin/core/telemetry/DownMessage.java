/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.telemetry;

import io.dunlin.core.BootEpoch;
import java.util.List;

/** What a fleet answers on the telemetry channel. */
public sealed interface DownMessage {

    /**
     * Returns which of the messages this is.
     *
     * @return the kind
     */
    Kind kind();

    /** The messages that there are. */
    enum Kind {
        /** {@link DownMessage.Ack}. */
        ACK,
        /** {@link DownMessage.SchemaRequest}. */
        SCHEMA_REQUEST,
        /** {@link DownMessage.Refusal}. */
        REFUSAL
    }

    /**
     * Everything of one epoch that is stored durably or known to be lost, in full: a later one replaces an earlier one.
     *
     * @param incarnation the store that numbered it
     * @param epoch the epoch
     * @param ranges ascending, with holes between them; at most {@link SeqRanges#MOST}
     */
    record Ack(Incarnation incarnation, BootEpoch epoch, List<SeqRange> ranges) implements DownMessage {

        /** Takes a copy and checks the order. */
        public Ack {
            ranges = List.copyOf(ranges);
            if (ranges.size() > SeqRanges.MOST) {
                throw new IllegalArgumentException("at most " + SeqRanges.MOST + " ranges, got " + ranges.size());
            }
            for (int i = 1; i < ranges.size(); i++) {
                if (ranges.get(i).from() <= ranges.get(i - 1).to() + 1) {
                    throw new IllegalArgumentException("ranges without a hole between them: " + ranges);
                }
            }
        }

        @Override
        public Kind kind() {
            return Kind.ACK;
        }
    }

    /**
     * A batch names a schema that the fleet does not have; the batch was not stored.
     *
     * @param schema which
     */
    record SchemaRequest(SchemaRef schema) implements DownMessage {
        @Override
        public Kind kind() {
            return Kind.SCHEMA_REQUEST;
        }
    }

    /**
     * A message arrived intact but cannot be used, now or later. The fleet keeps it aside and counts its rows; an
     * acknowledgement covers it, so this is for people and may get lost.
     *
     * @param incarnation the store that numbered it
     * @param epoch the boot in which it was numbered
     * @param seq its number
     * @param reason why, at most {@value #MOST_CHARACTERS} characters
     */
    record Refusal(Incarnation incarnation, BootEpoch epoch, long seq, String reason) implements DownMessage {

        /** The longest reason. */
        public static final int MOST_CHARACTERS = 128;

        /** Checks the bounds. */
        public Refusal {
            if (seq < 1 || seq == Long.MAX_VALUE || reason.length() > MOST_CHARACTERS) {
                throw new IllegalArgumentException("no refusal: number " + seq + ", " + reason);
            }
        }

        @Override
        public Kind kind() {
            return Kind.REFUSAL;
        }
    }
}
