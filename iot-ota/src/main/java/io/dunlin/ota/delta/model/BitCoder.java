/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.delta.model;

import java.io.IOException;

/** Codes bits of known probability: an encoder takes the bit, a decoder finds it. */
@FunctionalInterface
public interface BitCoder {

    /**
     * Codes one bit.
     *
     * @param one the probability, in 65 536ths, that it is 1; 1 to 65 535
     * @param bit the bit to encode; a decoder ignores it
     * @return the bit
     * @throws IOException if a decoder cannot read on
     */
    int code(int one, int bit) throws IOException;
}
