/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.samples.quickstart.report;

import io.dunlin.core.DeviceId;
import io.dunlin.fleet.Fleet;
import io.dunlin.fleet.rollout.DeviceProgress;
import io.dunlin.fleet.rollout.RolloutView;
import io.dunlin.ota.rollout.RolloutStatus;
import io.dunlin.samples.quickstart.program.Firmware;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Compares what the fleet believes of a rollout with the images on the devices' disks.
 *
 * @param outcome how the rollout ended, for people
 * @param complete whether all devices ended it well
 * @param mostBytesSent the most bytes of payload that a device was sent, repetitions included
 * @param sent how many devices were sent something
 * @param running how many devices boot the new image, byte for byte
 */
record UpdateAudit(String outcome, boolean complete, long mostBytesSent, long sent, long running) {

    /**
     * Audits a rollout.
     *
     * @param fleet on the fleet's database
     * @param campaign which rollout
     * @param image what devices should run now
     * @param devices whose devices, by their directories' names
     * @param home where these directories are
     */
    static UpdateAudit of(Fleet fleet, String campaign, byte[] image, List<String> devices, Path home)
            throws IOException {
        long running = 0;
        for (String device : devices) {
            running += Arrays.equals(Firmware.running(home.resolve(device)), image) ? 1 : 0;
        }
        Optional<RolloutView> found = fleet.rollouts().find(campaign);
        if (found.isEmpty()) {
            return new UpdateAudit("there was none", false, 0, 0, running);
        }
        RolloutStatus status = found.get().status();
        List<DeviceId> served =
                found.get().devices().stream().map(DeviceProgress::device).toList();
        boolean complete = status.phase() == RolloutStatus.Phase.COMPLETED
                && status.succeeded() == devices.size()
                && status.failed() == 0
                && devices.stream().allMatch(device -> served.contains(new DeviceId(device)));
        return new UpdateAudit(
                status.phase() + ", " + status.succeeded() + " of " + devices.size() + " kept it",
                complete,
                found.get().devices().stream()
                        .mapToLong(DeviceProgress::bytesSent)
                        .max()
                        .orElse(0),
                found.get().devices().stream()
                        .filter(device -> device.bytesSent() > 0)
                        .count(),
                running);
    }
}
