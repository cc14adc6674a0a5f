/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap.exchange;

import io.dunlin.coap.codec.Block;

/**
 * What an endpoint does about bodies that no datagram holds (RFC 7959).
 *
 * @param blockBytes the largest block to send or ask for: a power of two from 16 to 1024
 * @param maxBodyBytes the largest body to send or to take
 * @param maxTransfers how many half-taken or half-given bodies are kept as a server
 * @param maxTransfersPerPeer how many of them for one peer
 * @param lifetimeNanos how long a body is kept after its last block
 */
public record BlockLimits(
        int blockBytes, int maxBodyBytes, int maxTransfers, int maxTransfersPerPeer, long lifetimeNanos) {

    /** Blocks of 1024 bytes, bodies of 256 KiB, 1024 transfers, 4 per peer, kept for 60 s. */
    public static final BlockLimits DEFAULT = new BlockLimits(1024, 256 * 1024, 1024, 4, 60_000_000_000L);

    /** Checks the bounds. */
    public BlockLimits {
        if (blockBytes < 16 || blockBytes > 1024 || Integer.bitCount(blockBytes) != 1) {
            throw new IllegalArgumentException("blockBytes must be a power of two from 16 to 1024, got " + blockBytes);
        }
        if (maxBodyBytes < blockBytes || maxBodyBytes > 1 << 30 || maxBodyBytes / blockBytes > Block.MAX_NUMBER) {
            throw new IllegalArgumentException(
                    "maxBodyBytes must be " + blockBytes + " to 1 GiB and 2^20 blocks, got " + maxBodyBytes);
        }
        if (maxTransfers < 1 || maxTransfersPerPeer < 1 || lifetimeNanos < 1) {
            throw new IllegalArgumentException("limits must be positive, got " + maxTransfers + ", "
                    + maxTransfersPerPeer + ", " + lifetimeNanos + " ns");
        }
    }
}
