/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.fleet.ingest;

import java.util.List;

/**
 * What came of a telemetry message.
 *
 * @param kind what was done
 * @param rows how many rows were stored or refused
 * @param values how many values were stored
 * @param reason why it was refused, for people; else empty
 * @param replies messages for the device, to be sent once the transaction is durable
 */
public record Ingested(Kind kind, long rows, long values, String reason, List<byte[]> replies) {

    /** Copies the list. */
    public Ingested {
        replies = List.copyOf(replies);
    }

    /** What was done with a message. */
    public enum Kind {
        /** It was new and is stored. */
        STORED,
        /** It was stored or refused before and is acknowledged again. */
        DUPLICATE,
        /** It would open too many holes; the device sends it again later. */
        NOT_NOW,
        /** It names a schema that never came; the device is asked for it. */
        SCHEMA_UNKNOWN,
        /** It cannot be used, now or later: it is a {@link DeadLetter}, its rows are counted, and the device goes on. */
        REFUSED
    }
}
