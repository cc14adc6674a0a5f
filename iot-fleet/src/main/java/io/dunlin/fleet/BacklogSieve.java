/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.fleet;

import io.dunlin.core.Channel;
import io.dunlin.core.Checksum;
import io.dunlin.core.DeviceId;
import io.dunlin.core.telemetry.ColumnLimits;
import io.dunlin.core.telemetry.Incarnation;
import io.dunlin.core.telemetry.TelemetryReader;
import io.dunlin.core.telemetry.UpHeader;
import io.dunlin.core.telemetry.UpMessage;
import io.dunlin.fleet.cache.RecentMap;
import io.dunlin.fleet.store.GroupCommit.Lane;

/**
 * Tells telemetry that devices caught up on from what is live, so that a fleet that was away serves what is new first: a
 * batch with a lower number than another that came before it is backlog. A guess that only decides on order. Used on the
 * loop.
 */
final class BacklogSieve {

    private record Place(Incarnation store, long seq) {}

    private final TelemetryReader reader;
    private final RecentMap<DeviceId, Place> newest = new RecentMap<>(1 << 16);

    BacklogSieve(ColumnLimits limits) {
        reader = new TelemetryReader(Checksum.crc32c(), limits);
    }

    Lane laneOf(DeviceId device, Channel channel, byte[] payload) {
        UpHeader header = channel == Channel.TELEMETRY ? reader.readHeader(payload) : null;
        if (header == null) {
            return Lane.LIVE;
        }
        Place known = newest.get(device);
        if (known != null && known.store().equals(header.incarnation()) && header.seq() < known.seq()) {
            // A schema goes ahead of the batches that need it, whatever lane those are in.
            return header.kind() == UpMessage.Kind.ANNOUNCEMENT ? Lane.LIVE : Lane.BACKLOG;
        }
        newest.put(device, new Place(header.incarnation(), header.seq()));
        return Lane.LIVE;
    }
}
