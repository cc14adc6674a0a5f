/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap.exchange;

/**
 * Gives out message ids so that none is used twice for one peer within EXCHANGE_LIFETIME (RFC 7252 section 4.4), which
 * bounds the rate: at most {@value #BURST} at once, and no more than 65536 in any such span. A generic cell rate
 * algorithm: one number instead of a history.
 */
final class MessageIds {

    static final int BURST = 4096;
    private static final int ALL = 65_536;

    private final long interval;
    private int next;
    /** When the ids given out so far would have been used up at the even rate. */
    private long paidUntil;

    MessageIds(int first, Timing timing, long now) {
        this.next = first & (ALL - 1);
        // In a span T there leave at most BURST + T / interval ids; rounding up keeps that within 65536.
        this.interval = timing.exchangeLifetimeNanos() / (ALL - BURST) + 1;
        this.paidUntil = now;
    }

    /** Returns when an id is free: now or later. */
    long freeAt(long now) {
        long earliest = paidUntil - interval * (BURST - 1);
        return Math.max(now, earliest);
    }

    int next(long now) {
        int id = next;
        next = (next + 1) & (ALL - 1);
        paidUntil = Math.max(paidUntil, now) + interval;
        return id;
    }
}
