/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.testkit;

import java.time.Duration;

/**
 * How a {@link SimLink} and a {@link SimFleetLink} behave.
 *
 * @param maxPayloadBytes the largest payload, at least 256
 * @param maxInFlight how many sends of one device may be outstanding, each way
 * @param answerTimeout how long an acknowledgement may take before a message is sent again; doubles each time
 * @param attempts how often a message is sent before the link counts as lost and the outcome as unknown
 * @param keepAlive how long a device's link may be idle before it is probed
 * @param minBackOff the pause before the first attempt to connect again; doubles each time, half of it is jitter
 * @param maxBackOff the longest such pause
 * @param duplication the probability that a message is delivered twice though the network did not duplicate it
 * @param acceptedButLost the probability that a message to a device is reported as accepted and lost, as by a broker
 */
public record LinkOptions(
        int maxPayloadBytes,
        int maxInFlight,
        Duration answerTimeout,
        int attempts,
        Duration keepAlive,
        Duration minBackOff,
        Duration maxBackOff,
        double duplication,
        double acceptedButLost) {

    /** A well-behaved link: 64 KiB, 16 in flight, nothing duplicated or lost by itself. */
    public static final LinkOptions DEFAULT = new LinkOptions(
            64 * 1024,
            16,
            Duration.ofSeconds(3),
            4,
            Duration.ofSeconds(60),
            Duration.ofSeconds(1),
            Duration.ofMinutes(1),
            0,
            0);

    /** A link that takes every liberty that the contract leaves: 5 % duplicates, 5 % lost behind the next hop. */
    public static final LinkOptions UNKIND = new LinkOptions(
            64 * 1024,
            16,
            Duration.ofSeconds(3),
            4,
            Duration.ofSeconds(60),
            Duration.ofSeconds(1),
            Duration.ofMinutes(1),
            0.05,
            0.05);

    /** Checks the bounds. */
    public LinkOptions {
        if (maxPayloadBytes < 256 || maxInFlight < 1 || attempts < 1) {
            throw new IllegalArgumentException("maxPayloadBytes " + maxPayloadBytes + ", maxInFlight " + maxInFlight
                    + " and attempts " + attempts + " must be at least 256, 1 and 1");
        }
        if (answerTimeout.toNanos() < 1
                || keepAlive.toNanos() < 1
                || minBackOff.toNanos() < 1
                || maxBackOff.compareTo(minBackOff) < 0) {
            throw new IllegalArgumentException(
                    "answerTimeout " + answerTimeout + ", keepAlive " + keepAlive + ", minBackOff " + minBackOff
                            + " and maxBackOff " + maxBackOff + " must be positive and in order");
        }
    }

    /**
     * Returns the same options with another payload limit.
     *
     * @param bytes at least 256
     * @return new options
     */
    public LinkOptions withMaxPayloadBytes(int bytes) {
        return new LinkOptions(
                bytes,
                maxInFlight,
                answerTimeout,
                attempts,
                keepAlive,
                minBackOff,
                maxBackOff,
                duplication,
                acceptedButLost);
    }

    /**
     * Returns the same options with another number of outstanding sends.
     *
     * @param sends at least 1
     * @return new options
     */
    public LinkOptions withMaxInFlight(int sends) {
        return new LinkOptions(
                maxPayloadBytes,
                sends,
                answerTimeout,
                attempts,
                keepAlive,
                minBackOff,
                maxBackOff,
                duplication,
                acceptedButLost);
    }
}
