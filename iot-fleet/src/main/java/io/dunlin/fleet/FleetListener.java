/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.fleet;

import io.dunlin.core.Channel;
import io.dunlin.core.DeviceId;
import io.dunlin.fleet.command.CommandListener;
import io.dunlin.fleet.enroll.IdentityListener;
import io.dunlin.fleet.ingest.Ingested;
import io.dunlin.fleet.rollout.RolloutListener;
import io.dunlin.fleet.twin.TwinListener;

/**
 * Who is told what happens in a fleet, for counters and alarms. All methods are called on the fleet's loop and return
 * soon.
 */
public interface FleetListener extends TwinListener, CommandListener, RolloutListener, IdentityListener {

    /** Ignores everything. */
    FleetListener NONE = new FleetListener() {};

    /** The link to the devices came up. */
    default void linkUp() {}

    /**
     * The link to the devices went down.
     *
     * @param reason why, for people
     */
    default void linkDown(String reason) {}

    /**
     * A message of a device that is not registered, suspended or revoked was dropped.
     *
     * @param device whose
     * @param channel on which channel
     */
    default void notServed(DeviceId device, Channel channel) {}

    /**
     * A message that no version of Dunlin means was dropped, or came on a channel that this fleet does not serve.
     *
     * @param device whose
     * @param channel on which channel
     * @param reason why, for people
     */
    default void malformed(DeviceId device, Channel channel, String reason) {}

    /**
     * A message had no effect because the database failed; devices send again what matters.
     *
     * @param device whose
     * @param channel on which channel
     * @param cause why
     */
    default void failed(DeviceId device, Channel channel, Exception cause) {}

    /**
     * Telemetry arrived and its effect is durable; it may be that it was refused and set aside.
     *
     * @param device whose
     * @param ingested what came of it
     */
    default void ingested(DeviceId device, Ingested ingested) {}
}
