/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.fleet;

import io.dunlin.core.DeviceId;
import io.dunlin.fleet.registry.DeviceRecord;
import io.dunlin.fleet.registry.Registry;
import io.dunlin.fleet.store.StoreException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Which devices are served, remembered for a short while: a change by this process counts at once, one by another process
 * within {@value #SECONDS} seconds. Safe for use by several threads.
 */
final class ServedDevices {

    static final long SECONDS = 5;

    private static final long NANOS = TimeUnit.SECONDS.toNanos(SECONDS);
    private static final int MOST = 1 << 16;

    private record Answer(boolean served, long revision, long atNanos) {}

    private final Registry registry;
    private final Map<DeviceId, Answer> answers = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<DeviceId, Answer> eldest) {
            return size() > MOST;
        }
    };

    ServedDevices(Registry registry) {
        this.registry = registry;
    }

    boolean contains(DeviceId device, long nowNanos) throws StoreException {
        // Read before the database: an answer that a change overtakes is out of date at once.
        long revision = registry.revision();
        Answer known = get(device);
        if (known != null && known.revision() == revision && nowNanos - known.atNanos() < NANOS) {
            return known.served();
        }
        boolean served = registry.find(device)
                .map(DeviceRecord::status)
                .filter(status -> status != DeviceRecord.Status.SUSPENDED && status != DeviceRecord.Status.REVOKED)
                .isPresent();
        put(device, new Answer(served, revision, nowNanos));
        return served;
    }

    private synchronized @Nullable Answer get(DeviceId device) {
        return answers.get(device);
    }

    private synchronized void put(DeviceId device, Answer answer) {
        answers.put(device, answer);
    }
}
