/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.proofs.fleet;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * What happened in some runs.
 *
 * @param runs how many
 * @param events steps of the simulations
 * @param messages messages that were sent, repetitions included
 * @param commits transactions of the fleet
 * @param promisedRows rows that devices were told to be durable
 * @param storedRows rows in the fleet's database
 * @param gapRows promised rows that the device declared to be lost, all of devices whose spool evicts
 * @param commandRuns how often a device ran a command
 * @param rotations certificates that took the place of others
 * @param updates images that ran after the one that the device had left the factory with
 * @param hostileActs replays, forgeries and noise
 * @param settling the longest time from the last fault until everything had come to rest
 * @param mostPending the most tasks, timers and messages that waited at once
 * @param faults how many of each kind
 */
record Figures(
        int runs,
        long events,
        long messages,
        long commits,
        long promisedRows,
        long storedRows,
        long gapRows,
        long commandRuns,
        long rotations,
        long updates,
        long hostileActs,
        Duration settling,
        int mostPending,
        Map<Chaos.Kind, Integer> faults) {

    static final Figures NONE = new Figures(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, Duration.ZERO, 0, Map.of());

    Figures plus(Figures other) {
        Map<Chaos.Kind, Integer> sum = new TreeMap<>(faults);
        other.faults.forEach((kind, count) -> sum.merge(kind, count, Integer::sum));
        return new Figures(
                runs + other.runs,
                events + other.events,
                messages + other.messages,
                commits + other.commits,
                promisedRows + other.promisedRows,
                storedRows + other.storedRows,
                gapRows + other.gapRows,
                commandRuns + other.commandRuns,
                rotations + other.rotations,
                updates + other.updates,
                hostileActs + other.hostileActs,
                settling.compareTo(other.settling) > 0 ? settling : other.settling,
                Math.max(mostPending, other.mostPending),
                sum);
    }
}
