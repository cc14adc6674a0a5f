/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.device;

import io.dunlin.ota.update.UpdateHost;

/** The application's part in an update of itself. */
public interface UpdateHandler {

    /**
     * Tells whether a step may be taken now: battery, temperature, maintenance window, work in hand. Called on the loop,
     * so it returns at once; asked again every ten seconds until it may. What it throws means no.
     *
     * @param gate the step: writing the new image, making the next boot a trial (after which there is no cancelling), or
     *     restarting
     * @return whether it may be taken
     */
    default boolean permits(UpdateHost.Gate gate) {
        return true;
    }

    /**
     * Tests the new image, while it runs on trial. Called on the executor of the device; may block. Only if this returns
     * true in time is the image kept; otherwise {@link #restart} is called, and the old image boots.
     *
     * @return whether to keep the new image
     * @throws Exception if the test failed
     */
    boolean selfTest() throws Exception;

    /**
     * Restarts: closes the device, waits until it is closed, ends this process and has it started again, by way of the
     * boot loader. Everything that must be durable is durable already, so pulling the plug does as well. Called on the
     * executor of the device; called again after a minute if the process still runs.
     */
    void restart();
}
