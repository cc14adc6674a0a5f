/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.testkit;

import java.time.Duration;

/**
 * What a network does to what it carries, in one direction between two machines.
 *
 * @param minDelay the shortest time on the way
 * @param maxDelay the longest time on the way, but for retransmission, reordering and queueing
 * @param loss the probability that a datagram, or one transmission of a stream's segment, is lost
 * @param duplication the probability that a datagram arrives twice
 * @param reordering the probability that a datagram takes up to five times the longest time
 * @param corruption the probability that one bit of a datagram is flipped
 * @param bytesPerSecond how fast the line is; 0 for no limit
 */
public record NetworkConditions(
        Duration minDelay,
        Duration maxDelay,
        double loss,
        double duplication,
        double reordering,
        double corruption,
        long bytesPerSecond) {

    /** A wired network that loses nothing: 0.1 to 1 ms. */
    public static final NetworkConditions LAN = delays(Duration.ofNanos(100_000), Duration.ofMillis(1));

    /** A mobile network on a good day: 30 to 150 ms, 1 % loss, 1 MB/s. */
    public static final NetworkConditions MOBILE =
            new NetworkConditions(Duration.ofMillis(30), Duration.ofMillis(150), 0.01, 0.001, 0.01, 0, 1_000_000);

    /** A network at its worst: 50 ms to 2 s, 20 % loss, 5 % duplicates, 10 % reordered, 20 kB/s. */
    public static final NetworkConditions BAD =
            new NetworkConditions(Duration.ofMillis(50), Duration.ofSeconds(2), 0.2, 0.05, 0.1, 0, 20_000);

    /** Checks the bounds. */
    public NetworkConditions {
        if (minDelay.isNegative() || maxDelay.compareTo(minDelay) < 0) {
            throw new IllegalArgumentException("the delays " + minDelay + " to " + maxDelay + " are no range");
        }
        requireProbability("loss", loss);
        requireProbability("duplication", duplication);
        requireProbability("reordering", reordering);
        requireProbability("corruption", corruption);
        if (loss == 1) {
            throw new IllegalArgumentException("loss must be less than 1: use a partition");
        }
        if (bytesPerSecond < 0) {
            throw new IllegalArgumentException("bytesPerSecond must not be negative, got " + bytesPerSecond);
        }
    }

    /**
     * Returns conditions without faults.
     *
     * @param min the shortest time on the way
     * @param max the longest
     * @return conditions with delays alone
     */
    public static NetworkConditions delays(Duration min, Duration max) {
        return new NetworkConditions(min, max, 0, 0, 0, 0, 0);
    }

    /**
     * Returns the same conditions with another loss.
     *
     * @param probability at least 0, less than 1
     * @return new conditions
     */
    public NetworkConditions withLoss(double probability) {
        return new NetworkConditions(
                minDelay, maxDelay, probability, duplication, reordering, corruption, bytesPerSecond);
    }

    /**
     * Returns the same conditions with another duplication.
     *
     * @param probability 0 to 1
     * @return new conditions
     */
    public NetworkConditions withDuplication(double probability) {
        return new NetworkConditions(minDelay, maxDelay, loss, probability, reordering, corruption, bytesPerSecond);
    }

    /**
     * Returns the same conditions with another corruption.
     *
     * @param probability 0 to 1
     * @return new conditions
     */
    public NetworkConditions withCorruption(double probability) {
        return new NetworkConditions(minDelay, maxDelay, loss, duplication, reordering, probability, bytesPerSecond);
    }

    private static void requireProbability(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(name + " must be 0 to 1, got " + value);
        }
    }
}
