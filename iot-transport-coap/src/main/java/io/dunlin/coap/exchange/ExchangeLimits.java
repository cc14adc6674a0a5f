/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap.exchange;

import io.dunlin.coap.codec.CodecLimits;

/**
 * What one endpoint keeps in memory for its peers. What exceeds a limit is refused; nothing that is kept for one peer is
 * given up for another.
 *
 * @param codec what a message may hold
 * @param maxPeers how many peers are known at once; a request of one more is dropped
 * @param maxQueued how many messages may wait for NSTART, per peer
 * @param maxOpen how many requests of one peer may wait for their answers; one more is dropped
 * @param maxRemembered how many requests of one peer are remembered against duplicates, at most 65536; one more is
 *     dropped until the oldest is forgotten after EXCHANGE_LIFETIME
 * @param maxAnswerBytes how many bytes of answers are kept for duplicates, per peer; beyond it the oldest go, and their
 *     duplicates are met with silence
 */
public record ExchangeLimits(
        CodecLimits codec, int maxPeers, int maxQueued, int maxOpen, int maxRemembered, int maxAnswerBytes) {

    /** 100 000 peers; 64 queued, 64 open, 16 384 remembered and 64 KiB of answers each. */
    public static final ExchangeLimits DEFAULT =
            new ExchangeLimits(CodecLimits.DEFAULT, 100_000, 64, 64, 16_384, 65_536);

    /** Checks the bounds. */
    public ExchangeLimits {
        if (maxPeers < 1 || maxQueued < 1 || maxOpen < 1 || maxAnswerBytes < 0) {
            throw new IllegalArgumentException("limits must be positive, got maxPeers=" + maxPeers + " maxQueued="
                    + maxQueued + " maxOpen=" + maxOpen + " maxAnswerBytes=" + maxAnswerBytes);
        }
        if (maxRemembered < 8 || maxRemembered > 65_536) {
            throw new IllegalArgumentException("maxRemembered must be 8 to 65536, got " + maxRemembered);
        }
    }
}
