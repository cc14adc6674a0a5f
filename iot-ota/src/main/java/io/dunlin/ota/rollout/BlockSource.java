/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.rollout;

import io.dunlin.ota.delta.Digest;

/** The payloads that devices may fetch. Answers from memory, or from a cache that is filled before the offer. */
public interface BlockSource {

    /**
     * Returns a payload's length.
     *
     * @param payload its digest
     * @return the length in bytes, -1 if there is no such payload
     */
    long length(Digest payload);

    /**
     * Reads a part of a payload.
     *
     * @param payload its digest
     * @param offset where the part begins
     * @param length how many bytes, all of them inside the payload
     * @return the bytes
     */
    byte[] read(Digest payload, long offset, int length);
}
