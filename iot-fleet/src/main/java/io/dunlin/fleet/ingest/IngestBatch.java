/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.fleet.ingest;

import io.dunlin.core.BootEpoch;
import io.dunlin.core.DeviceId;
import io.dunlin.core.Tenant;
import io.dunlin.core.telemetry.Columns;
import io.dunlin.core.telemetry.Incarnation;

/**
 * A new batch on its way into a {@link BatchSink}.
 *
 * @param tenant whose device
 * @param device who measured
 * @param store the device's store that numbered the batch
 * @param epoch the boot that numbered it
 * @param seq its number
 * @param origin {@code ingest_window.id} of this tenant, device, store and epoch
 * @param columns the values, in columns; valid until the sink returns
 * @param lateRows how many rows are older than what was stored of this device before
 * @param receivedAtMillis when the batch arrived, wall-clock milliseconds
 */
public record IngestBatch(
        Tenant tenant,
        DeviceId device,
        Incarnation store,
        BootEpoch epoch,
        long seq,
        long origin,
        Columns columns,
        int lateRows,
        long receivedAtMillis) {

    /**
     * Returns what tells this batch from every other one, for a sink outside the database: a repetition has the same key.
     *
     * @return tenant, device, store and number
     */
    public String idempotencyKey() {
        return tenant + "/" + device + "/" + store + "/" + seq;
    }
}
