/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.fleet;

import io.dunlin.core.DeviceId;
import io.dunlin.fleet.cache.RecentMap;
import io.dunlin.fleet.registry.DeviceRecord;
import io.dunlin.fleet.registry.Registry;
import io.dunlin.fleet.store.StoreException;
import java.util.concurrent.TimeUnit;

/**
 * Which devices are served, remembered for a short while: a change by this process counts at once, one by another process
 * within {@value #SECONDS} seconds. Safe for use by several threads.
 */
final class ServedDevices {

    static final long SECONDS = 5;

    private static final long NANOS = TimeUnit.SECONDS.toNanos(SECONDS);

    private record Answer(boolean served, long revision, long atNanos) {}

    private final Registry registry;
    private final RecentMap<DeviceId, Answer> answers = new RecentMap<>(1 << 16);

    ServedDevices(Registry registry) {
        this.registry = registry;
    }

    boolean contains(DeviceId device, long nowNanos) throws StoreException {
        // Read before the database: an answer that a change overtakes is out of date at once.
        long revision = registry.revision();
        Answer known = answers.get(device);
        if (known != null && known.revision() == revision && nowNanos - known.atNanos() < NANOS) {
            return known.served();
        }
        boolean served = registry.find(device)
                .map(DeviceRecord::status)
                .filter(status -> status != DeviceRecord.Status.SUSPENDED && status != DeviceRecord.Status.REVOKED)
                .isPresent();
        answers.put(device, new Answer(served, revision, nowNanos));
        return served;
    }
}
