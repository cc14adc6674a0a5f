/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.security.sign;

/**
 * Gives out sequence numbers that are never given out again, whatever crashes. Blocking; safe for use by several threads
 * and, where several servers sign with one key, by all of them.
 */
@FunctionalInterface
public interface CounterStore {

    /**
     * Reserves numbers, durably before it returns.
     *
     * @param key the key that will sign
     * @param audience the claim {@code aud} that it will sign for
     * @param count how many, at least 1
     * @return the first; the first of all is 1, and each call returns at least the last first plus its count
     */
    long reserve(KeyId key, String audience, int count);
}
