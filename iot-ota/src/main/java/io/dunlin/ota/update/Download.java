/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.update;

import io.dunlin.ota.delta.ImageDigest;

/**
 * The transfer of one payload: one request for a few blocks at a time, answered in order. What is late, twice or out of
 * order is dropped; what stays away is asked for again from the first missing byte.
 */
final class Download {

    private static final long FIRST_PATIENCE_NANOS = 5_000_000_000L;
    private static final long LONGEST_PATIENCE_NANOS = 120_000_000_000L;

    private final ImageDigest payload;
    private final UpdateOutput out;
    private final int maxBlock;
    private final int blocks;
    /** What has come, in order, and was given to the store. */
    private long received;
    /** What of it the store has. */
    private long stored;
    /** The end of the present request. */
    private long requested;

    private int blockBytes;
    private long patience = FIRST_PATIENCE_NANOS;
    private long deadline = Long.MAX_VALUE;

    Download(ImageDigest payload, long kept, UpdateConfig config, UpdateOutput out) {
        this.payload = payload;
        this.out = out;
        this.maxBlock = config.blockBytes();
        this.blocks = config.blocksPerRequest();
        this.received = kept;
        this.stored = kept;
        this.requested = kept;
    }

    boolean isComplete() {
        return stored == payload.length();
    }

    long deadline() {
        return deadline;
    }

    void linkUp(int maxPayloadBytes, long now) {
        blockBytes = Math.min(maxBlock, maxPayloadBytes - UpdateWire.BLOCK_OVERHEAD_BYTES);
        patience = FIRST_PATIENCE_NANOS;
        request(now);
    }

    void linkDown() {
        blockBytes = 0;
        deadline = Long.MAX_VALUE;
    }

    void tick(long now) {
        if (now - deadline >= 0 && deadline != Long.MAX_VALUE) {
            patience = Math.min(2 * patience, LONGEST_PATIENCE_NANOS);
            request(now);
        }
    }

    void block(UpdateMessage.Block block, long now) {
        int length = block.bytes().length;
        boolean next = block.payload().equals(payload.sha256()) && block.offset() == received;
        if (!next || length == 0 || length > requested - received) {
            return;
        }
        received += length;
        patience = FIRST_PATIENCE_NANOS;
        deadline = received == requested ? Long.MAX_VALUE : now + patience;
        out.store(block.bytes(), received == requested);
    }

    void stored(int bytes, long now) {
        stored += bytes;
        if (stored == requested && received == requested) {
            request(now);
        }
    }

    private void request(long now) {
        if (blockBytes < 1 || received == payload.length() || stored < received) {
            return;
        }
        int length = (int) Math.min((long) blockBytes * blocks, payload.length() - received);
        requested = received + length;
        deadline = now + patience;
        out.send(new UpdateMessage.BlockRequest(payload.sha256(), received, length, blockBytes));
    }
}
