/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core;

/**
 * Where jitter, nonces and keys come from: a secure generator in production, a seeded one in the simulator. Thread-safe
 * in production; the simulator's is used by one thread.
 */
public interface RandomSource {

    /**
     * Returns 64 random bits.
     *
     * @return any long, all equally likely
     */
    long nextLong();

    /**
     * Fills an array with random bytes.
     *
     * @param bytes what to fill
     */
    default void nextBytes(byte[] bytes) {
        for (int i = 0; i < bytes.length; ) {
            long bits = nextLong();
            for (int n = Math.min(8, bytes.length - i); n > 0; n--) {
                bytes[i++] = (byte) bits;
                bits >>>= 8;
            }
        }
    }

    /**
     * Returns a number below a bound, without bias.
     *
     * @param bound the first number that is not returned, at least 1
     * @return at least 0 and less than {@code bound}
     */
    default long nextLong(long bound) {
        if (bound < 1) {
            throw new IllegalArgumentException("bound must be at least 1, got " + bound);
        }
        long bits = nextLong() >>> 1;
        long result = bits % bound;
        // Reject the last, incomplete run of numbers, which would favour small results.
        while (bits - result + (bound - 1) < 0) {
            bits = nextLong() >>> 1;
            result = bits % bound;
        }
        return result;
    }
}
