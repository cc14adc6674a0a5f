/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.rollout;

/**
 * How a rollout stands.
 *
 * @param phase what it does
 * @param devices how many devices it is for
 * @param offered how many of them have been reached by a wave
 * @param succeeded how many confirmed the new image
 * @param failed how many failed or took too long
 */
public record RolloutStatus(Phase phase, int devices, int offered, int succeeded, int failed) {

    /** What a rollout does. */
    public enum Phase {
        /** It has not begun. */
        DRAFT,
        /** Waves are opened one after the other. */
        RUNNING,
        /** An operator stopped it for a while. */
        PAUSED,
        /** Too many devices failed. */
        HALTED,
        /** An operator ended it. */
        ABORTED,
        /** All devices ended. */
        COMPLETED
    }
}
