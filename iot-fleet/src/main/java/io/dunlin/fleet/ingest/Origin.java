/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.fleet.ingest;

import io.dunlin.core.BootEpoch;
import io.dunlin.core.DeviceId;
import io.dunlin.core.telemetry.Incarnation;
import io.dunlin.core.telemetry.UpHeader;
import io.dunlin.core.telemetry.UpMessage;

/** Who numbered a message: numbers are unique inside one origin. */
record Origin(DeviceId device, Incarnation incarnation, BootEpoch epoch) {

    static Origin of(DeviceId device, UpMessage message) {
        return new Origin(device, message.incarnation(), message.epoch());
    }

    static Origin of(DeviceId device, UpHeader header) {
        return new Origin(device, header.incarnation(), header.epoch());
    }
}
