/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.rollout;

import java.util.List;

/**
 * How a rollout proceeds and when it stops.
 *
 * @param canaries how many devices get the update first, at least 1
 * @param wavePercents up to which share of all devices each wave after the canaries goes, ascending, the last one 100
 * @param maxFailurePercent the rollout stops when more than this share of the devices that ended has failed
 * @param minSample of how many ended devices the share is first judged, at least 1; a wave of fewer devices is judged at
 *     its end
 * @param timeoutMillis a device that has not ended so long after its wave was opened has failed
 */
public record RolloutRules(
        int canaries, List<Integer> wavePercents, int maxFailurePercent, int minSample, long timeoutMillis) {

    /** Checks the bounds and copies the list. */
    public RolloutRules {
        wavePercents = List.copyOf(wavePercents);
        if (canaries < 1 || minSample < 1 || timeoutMillis < 1) {
            throw new IllegalArgumentException("canaries, minSample and timeoutMillis are at least 1, got " + canaries
                    + ", " + minSample + ", " + timeoutMillis);
        }
        if (maxFailurePercent < 0 || maxFailurePercent > 100) {
            throw new IllegalArgumentException("maxFailurePercent is 0 to 100, got " + maxFailurePercent);
        }
        int last = 0;
        for (int percent : wavePercents) {
            if (percent <= last || percent > 100) {
                throw new IllegalArgumentException("wavePercents ascend up to 100, got " + wavePercents);
            }
            last = percent;
        }
        if (last != 100) {
            throw new IllegalArgumentException("the last of wavePercents is 100, got " + wavePercents);
        }
    }

    /**
     * Makes the rules of a canary followed by all the rest.
     *
     * @param canaries how many devices are first
     * @param maxFailurePercent the share of failures that stops it
     * @param timeoutMillis how long a device may take
     * @return the rules
     */
    public static RolloutRules canaryThenAll(int canaries, int maxFailurePercent, long timeoutMillis) {
        return new RolloutRules(canaries, List.of(100), maxFailurePercent, canaries, timeoutMillis);
    }
}
