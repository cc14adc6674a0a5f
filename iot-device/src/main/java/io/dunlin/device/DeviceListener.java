/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.device;

/** Is told what happens to a device. Called on the executor of the device, one event at a time, in order. */
@FunctionalInterface
public interface DeviceListener {

    /**
     * Something happened. What this throws is ignored.
     *
     * @param event what
     */
    void event(DeviceEvent event);
}
