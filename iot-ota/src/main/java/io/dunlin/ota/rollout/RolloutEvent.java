/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.rollout;

import io.dunlin.core.DeviceId;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened to a rollout. The events in their order are the rollout.
 *
 * @param kind what happened
 * @param atMillis when, in wall-clock milliseconds since 1970
 * @param device to which device, where the kind is about one
 * @param wave which wave was opened, 0 for the canaries; 0 for other kinds
 */
public record RolloutEvent(
        Kind kind, long atMillis, @Nullable DeviceId device, int wave) {

    /** What can happen. */
    public enum Kind {
        /** A device is to get the update. Before the start only. */
        ADDED(true),
        /** A wave is open: its devices are to be offered the update. */
        WAVE_OPENED(false),
        /** A device confirmed the new image. */
        SUCCEEDED(true),
        /** A device reported another end. */
        FAILED(true),
        /** A device did not report in time. Counts as failed, also if it succeeds later. */
        TIMED_OUT(true),
        /** An operator stopped it for a while: no wave is opened and nothing is offered. */
        PAUSED(false),
        /** An operator let it go on. */
        RESUMED(false),
        /** Too many devices failed: nothing is offered any more. */
        HALTED(false),
        /** An operator ended it. */
        ABORTED(false),
        /** All devices ended. */
        COMPLETED(false);

        private final boolean aboutDevice;

        Kind(boolean aboutDevice) {
            this.aboutDevice = aboutDevice;
        }
    }

    /** Checks that a device is named where one is meant. */
    public RolloutEvent {
        if (kind.aboutDevice != (device != null)) {
            throw new IllegalArgumentException(kind + " with device " + device);
        }
        if (wave < 0 || (wave > 0 && kind != Kind.WAVE_OPENED)) {
            throw new IllegalArgumentException(kind + " with wave " + wave);
        }
    }

    static RolloutEvent of(Kind kind, long atMillis) {
        return new RolloutEvent(kind, atMillis, null, 0);
    }

    static RolloutEvent of(Kind kind, long atMillis, DeviceId device) {
        return new RolloutEvent(kind, atMillis, device, 0);
    }
}
