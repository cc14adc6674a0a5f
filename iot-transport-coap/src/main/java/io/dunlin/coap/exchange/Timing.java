/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap.exchange;

/**
 * The transmission parameters of RFC 7252 section 4.8, named as there. Both ends of an association should use the same.
 *
 * @param ackTimeoutNanos ACK_TIMEOUT, the shortest wait for the first acknowledgement
 * @param ackRandomPercent ACK_RANDOM_FACTOR in percent, at least 100: the longest wait in terms of the shortest
 * @param maxRetransmit MAX_RETRANSMIT, 0 to 20
 * @param nstart NSTART, how many interactions may be outstanding with one peer
 * @param maxLatencyNanos MAX_LATENCY, how long a datagram may be under way
 * @param ackDelayNanos how long a response may take before its request is acknowledged alone
 */
public record Timing(
        long ackTimeoutNanos,
        int ackRandomPercent,
        int maxRetransmit,
        int nstart,
        long maxLatencyNanos,
        long ackDelayNanos) {

    private static final long SECOND = 1_000_000_000L;

    /** The values of RFC 7252. */
    public static final Timing DEFAULT = new Timing(2 * SECOND, 150, 4, 1, 100 * SECOND, SECOND / 2);

    /** A quick and reliable network of one's own: short waits, several interactions at once. */
    public static final Timing LAN = new Timing(SECOND / 4, 150, 5, 16, 2 * SECOND, SECOND / 16);

    /** Narrow-band radio, where an answer takes seconds and repeating early only fills the cell. */
    public static final Timing NB_IOT = new Timing(15 * SECOND, 150, 3, 1, 100 * SECOND, 3 * SECOND);

    /** Checks the bounds. */
    public Timing {
        if (ackTimeoutNanos < 1 || maxLatencyNanos < 1 || ackDelayNanos < 0) {
            throw new IllegalArgumentException("times must be positive, got " + ackTimeoutNanos + ", " + maxLatencyNanos
                    + ", " + ackDelayNanos + " ns");
        }
        // Larger values would overflow what is derived from them.
        if (ackTimeoutNanos > 60 * SECOND || maxLatencyNanos > 3600 * SECOND) {
            throw new IllegalArgumentException("ACK_TIMEOUT is at most 60 s and MAX_LATENCY an hour, got "
                    + ackTimeoutNanos + " and " + maxLatencyNanos + " ns");
        }
        if (ackDelayNanos >= ackTimeoutNanos) {
            throw new IllegalArgumentException("ackDelayNanos " + ackDelayNanos + " is not below ACK_TIMEOUT "
                    + ackTimeoutNanos + ": every slow request would be sent again");
        }
        if (ackRandomPercent < 100 || ackRandomPercent > 1000) {
            throw new IllegalArgumentException("ackRandomPercent must be 100 to 1000, got " + ackRandomPercent);
        }
        if (maxRetransmit < 0 || maxRetransmit > 20 || nstart < 1) {
            throw new IllegalArgumentException(
                    "maxRetransmit must be 0 to 20 and nstart at least 1, got " + maxRetransmit + " and " + nstart);
        }
    }

    /**
     * Returns the span in which the first acknowledgement is awaited beyond {@link #ackTimeoutNanos}.
     *
     * @return nanoseconds
     */
    public long ackSpreadNanos() {
        return ackTimeoutNanos / 100 * (ackRandomPercent - 100);
    }

    /**
     * Returns MAX_TRANSMIT_SPAN: from the first to the last transmission of a confirmable message.
     *
     * @return nanoseconds
     */
    public long maxTransmitSpanNanos() {
        return (ackTimeoutNanos + ackSpreadNanos()) * ((1L << maxRetransmit) - 1);
    }

    /**
     * Returns MAX_TRANSMIT_WAIT: from the first transmission until the sender gives up.
     *
     * @return nanoseconds
     */
    public long maxTransmitWaitNanos() {
        return (ackTimeoutNanos + ackSpreadNanos()) * ((1L << (maxRetransmit + 1)) - 1);
    }

    /**
     * Returns EXCHANGE_LIFETIME: how long a message id means the same confirmable message. PROCESSING_DELAY is
     * ACK_TIMEOUT.
     *
     * @return nanoseconds
     */
    public long exchangeLifetimeNanos() {
        return maxTransmitSpanNanos() + 2 * maxLatencyNanos + ackTimeoutNanos;
    }
}
