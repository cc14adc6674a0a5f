/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.update;

import io.dunlin.core.DeviceId;
import io.dunlin.ota.manifest.Model;

/**
 * How a device updates.
 *
 * @param device which device, for its place among the restarts of a fleet
 * @param model the device's model
 * @param component the component that is updated
 * @param maxPayloadBytes how long a payload may be
 * @param memoryBytes how much memory an application may take
 * @param blockBytes the largest block to ask for; the link may allow less
 * @param blocksPerRequest how many blocks to ask for at once
 * @param bootTries how many boots a new image gets until it is confirmed
 * @param selfTestNanos how long a self test may take
 * @param restartDelayNanos how long to wait with the restart: each device has its place in this span
 */
public record UpdateConfig(
        DeviceId device,
        Model model,
        String component,
        long maxPayloadBytes,
        long memoryBytes,
        int blockBytes,
        int blocksPerRequest,
        int bootTries,
        long selfTestNanos,
        long restartDelayNanos) {

    /** Checks the bounds. */
    public UpdateConfig {
        boolean good = maxPayloadBytes >= 0
                && memoryBytes >= 0
                && blockBytes >= 64
                && blocksPerRequest >= 1
                && (long) blockBytes * blocksPerRequest <= Integer.MAX_VALUE
                && bootTries >= 1
                && selfTestNanos > 0
                && restartDelayNanos >= 0;
        if (!good) {
            throw new IllegalArgumentException("out of bounds: payload " + maxPayloadBytes + ", memory " + memoryBytes
                    + ", block " + blockBytes + " x " + blocksPerRequest + ", tries " + bootTries + ", self test "
                    + selfTestNanos + " ns, restart delay " + restartDelayNanos + " ns");
        }
    }

    /**
     * Makes a configuration of moderate size: payloads and memory up to 16 MiB, blocks of 16 KiB by four, three boots,
     * two minutes for the self test, no delay of the restart.
     *
     * @param device which device
     * @param model the device's model
     * @param component the component that is updated
     * @return the configuration
     */
    public static UpdateConfig of(DeviceId device, Model model, String component) {
        return new UpdateConfig(device, model, component, 16 << 20, 16 << 20, 16 << 10, 4, 3, 120_000_000_000L, 0);
    }

    /**
     * Returns the same with another delay of the restart.
     *
     * @param nanos the span over which a fleet's restarts are spread
     * @return the configuration
     */
    public UpdateConfig withRestartDelayNanos(long nanos) {
        return new UpdateConfig(
                device,
                model,
                component,
                maxPayloadBytes,
                memoryBytes,
                blockBytes,
                blocksPerRequest,
                bootTries,
                selfTestNanos,
                nanos);
    }

    /** This device's place in the span over which the restarts of a campaign are spread, the same after each crash. */
    long restartDelayNanos(String campaign) {
        if (restartDelayNanos == 0) {
            return 0;
        }
        long place = 31L * device.hashCode() + campaign.hashCode();
        return Math.floorMod(place * 0x9E3779B97F4A7C15L, restartDelayNanos);
    }
}
