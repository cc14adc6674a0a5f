/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap.exchange;

/**
 * What one endpoint has counted since it was created. Read it on the endpoint's thread.
 */
public final class Counters {

    long received;
    long malformed;
    long duplicates;
    long retransmissions;
    long refused;
    long unmatched;

    Counters() {}

    /**
     * Returns how many datagrams came.
     *
     * @return a count
     */
    public long received() {
        return received;
    }

    /**
     * Returns how many datagrams were no valid message.
     *
     * @return a count
     */
    public long malformed() {
        return malformed;
    }

    /**
     * Returns how many requests came again.
     *
     * @return a count
     */
    public long duplicates() {
        return duplicates;
    }

    /**
     * Returns how many confirmable messages were sent again.
     *
     * @return a count
     */
    public long retransmissions() {
        return retransmissions;
    }

    /**
     * Returns how many requests were dropped because a limit was reached.
     *
     * @return a count
     */
    public long refused() {
        return refused;
    }

    /**
     * Returns how many responses, acknowledgements and resets belonged to nothing.
     *
     * @return a count
     */
    public long unmatched() {
        return unmatched;
    }

    @Override
    public String toString() {
        return "received=" + received + " malformed=" + malformed + " duplicates=" + duplicates + " retransmissions="
                + retransmissions + " refused=" + refused + " unmatched=" + unmatched;
    }
}
