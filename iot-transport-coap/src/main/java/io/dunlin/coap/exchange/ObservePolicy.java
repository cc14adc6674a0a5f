/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap.exchange;

/**
 * How a server serves observers (RFC 7641 section 4).
 *
 * @param maxObservations how many are kept; one more registration is answered as a plain request
 * @param maxObservationsPerPeer how many of them for one peer
 * @param confirmableEvery which share of notifications is confirmable: 1 for all, 10 for every tenth. One that is not may
 *     be lost, and its observer then knows the state only from the next one
 * @param confirmableAfterNanos after how long without one a notification is confirmable whatever the share; at most 24
 *     hours (section 4.5)
 * @param spacingNanos how long after a notification that is not confirmable the next one may leave (section 4.5.1);
 *     what changes meanwhile is told in one
 */
public record ObservePolicy(
        int maxObservations,
        int maxObservationsPerPeer,
        int confirmableEvery,
        long confirmableAfterNanos,
        long spacingNanos) {

    private static final long DAY = 86_400_000_000_000L;

    /** 100 000 observations, 64 of one peer, all notifications confirmable, 3 s between those that are not. */
    public static final ObservePolicy DEFAULT = new ObservePolicy(100_000, 64, 1, DAY, 3_000_000_000L);

    /** Checks the bounds. */
    public ObservePolicy {
        if (maxObservations < 0 || maxObservationsPerPeer < 0 || confirmableEvery < 1 || spacingNanos < 0) {
            throw new IllegalArgumentException("no policy: " + maxObservations + " observations, "
                    + maxObservationsPerPeer + " per peer, every " + confirmableEvery + ". confirmable, " + spacingNanos
                    + " ns apart");
        }
        if (confirmableAfterNanos < 1 || confirmableAfterNanos > DAY) {
            throw new IllegalArgumentException(
                    "confirmableAfterNanos must be up to 24 hours, got " + confirmableAfterNanos);
        }
    }
}
