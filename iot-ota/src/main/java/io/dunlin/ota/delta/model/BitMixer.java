/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.delta.model;

import java.io.IOException;
import java.util.Arrays;

/**
 * Predicts and codes bits: each of several contexts has a counter in one hashed table, and the counters' logarithmic odds
 * are mixed with weights that learn (Mahoney, "Adaptive Weighing of Context Models for Lossless Data Compression", 2005).
 * Allocates at construction only. One thread at a time.
 */
final class BitMixer {

    private static final int COUNT = 7;
    private static final int HALF = 32768;
    private static final int LEARNING = 4;
    private static final int FIRST_WEIGHT = 26_000;

    /** A counter moves this fraction of the way to the bit, by how often it was moved before. */
    private static final int[] RATES = {2, 3, 4, 5, 6, 8, 12, 20};

    /** The contexts of the next symbol, one for each input; set by the owner. */
    final int[] contexts;

    /** 13 bits of probability and 3 bits of count each. */
    private final char[] counters;

    private final int shift;
    private final int[] weights;
    private final int[] slots;
    private final int[] odds;

    /**
     * Creates a mixer.
     *
     * @param tableBits the base 2 logarithm of the number of counters
     * @param inputs how many contexts there are
     * @param sets how many sets of weights there are
     */
    BitMixer(int tableBits, int inputs, int sets) {
        this.contexts = new int[inputs];
        this.counters = new char[1 << tableBits];
        this.shift = 32 - tableBits;
        this.weights = new int[sets * inputs];
        this.slots = new int[inputs];
        this.odds = new int[inputs];
        reset();
    }

    void reset() {
        Arrays.fill(counters, (char) HALF);
        Arrays.fill(weights, FIRST_WEIGHT);
    }

    /** Codes a bit. The node tells the bits of one symbol apart. */
    int code(int set, int node, int bit, BitCoder coder) throws IOException {
        int inputs = contexts.length;
        int first = set * inputs;
        long sum = 0;
        for (int i = 0; i < inputs; i++) {
            int hash = (contexts[i] + (node + 1) * 0x3D4D51CB) * 0x9E3779B1;
            hash = (hash ^ (hash >>> 15)) * 0x85EBCA6B;
            slots[i] = hash >>> shift;
            odds[i] = Logistic.stretch((counters[slots[i]] & ~COUNT) | 4);
            sum += (long) weights[first + i] * odds[i];
        }
        int mixed = (int) Math.max(-Logistic.LIMIT, Math.min(Logistic.LIMIT, sum >> 16));
        int one = Logistic.squash(mixed);
        int coded = coder.code(one, bit);
        int error = (coded << 16) - one;
        for (int i = 0; i < inputs; i++) {
            weights[first + i] += (int) (((long) odds[i] * error * LEARNING) >> 14);
            int counter = counters[slots[i]];
            int count = counter & COUNT;
            int p = counter & ~COUNT;
            p += ((coded == 0 ? 0 : 65528) - p) / RATES[count];
            counters[slots[i]] = (char) ((p & ~COUNT) | Math.min(count + 1, COUNT));
        }
        return coded;
    }

    /** Codes the eight bits of a byte, the highest first. */
    int codeByte(int set, int value, BitCoder coder) throws IOException {
        int node = 1;
        for (int i = 7; i >= 0; i--) {
            node = (node << 1) | code(set, node, (value >>> i) & 1, coder);
        }
        return node & 0xFF;
    }

    void state(StateCursor cursor) throws IOException {
        for (int i = 0; i < counters.length; i += 2) {
            int both = cursor.exchange(counters[i] << 16 | counters[i + 1]);
            counters[i] = (char) (both >>> 16);
            counters[i + 1] = (char) both;
        }
        for (int i = 0; i < weights.length; i++) {
            weights[i] = cursor.exchange(weights[i]);
        }
    }
}
