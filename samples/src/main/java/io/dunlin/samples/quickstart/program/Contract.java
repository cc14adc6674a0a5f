/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.samples.quickstart.program;

import io.dunlin.core.cbor.CborWriter;
import io.dunlin.core.telemetry.Schema;
import io.dunlin.core.telemetry.Stream;
import io.dunlin.core.twin.PathSpec;
import io.dunlin.core.twin.TwinSchema;
import io.dunlin.core.twin.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What the devices and the fleet of the quickstart agreed on. */
public final class Contract {

    /** How often a device reports, which the operator may change within bounds. */
    public static final String REPORT_EVERY = "report.every-seconds";

    /** What a device's lamp shows: devices refuse colours that they cannot show. */
    public static final String LAMP = "lamp.colour";

    /** What a device says of its battery. */
    public static final String BATTERY = "battery.percent";

    /** The operation of a command: the pump gives one dose, and must not give it twice. */
    public static final String DOSE = "pump.dose";

    private static final long FRESHNESS_NANOS = Duration.ofMillis(500).toNanos();

    private Contract() {}

    /** Makes the arguments of {@link #DOSE}. */
    public static byte[] dose(int millilitres) {
        return new CborWriter().integer(millilitres).toByteArray();
    }

    /** Returns what a device measures. */
    public static Schema telemetry(Recording recording) {
        List<Stream> streams = new ArrayList<>();
        for (String channel : recording.channels()) {
            streams.add(Stream.ofDouble(channel, "", FRESHNESS_NANOS));
        }
        return new Schema(1, streams);
    }

    /** Returns what can be desired of a device, and what it reports. */
    public static TwinSchema twin() {
        return TwinSchema.builder()
                .path(REPORT_EVERY, PathSpec.desired(Value.Type.INTEGER).between(1L, 3600L))
                .path(LAMP, PathSpec.desired(Value.Type.TEXT).atMost(16))
                .path(BATTERY, PathSpec.reported(Value.Type.INTEGER).between(0L, 100L))
                .build();
    }
}
