/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.delta.diff;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Chooses the covers: the cheapest way through the new image, where each byte is either literal or taken from the old
 * image at one of the shifts that matches suggest, and costs are estimates of what the packed streams will take.
 *
 * <p>A shift becomes a candidate where one of its matches begins, reckoned back over the bytes before it that also agree
 * mostly, and stays one while enough of its bytes agree.
 */
final class CoverFinder {

    /**
     * Estimated costs, in sixteenths of a bit.
     *
     * @param match a byte that is as in the old image
     * @param mismatch a byte that is not
     * @param literal a byte outside covers
     * @param cover a new cover
     * @param seed the shortest match that suggests a shift, in bytes
     */
    record Costs(int match, int mismatch, int literal, int cover, int seed) {}

    private static final int MAX_CANDIDATES = 48;
    private static final int MAX_REACH_BACK = 4096;
    private static final int DROP = 24;

    private final byte[] older;
    private final byte[] newer;
    private final Costs costs;

    private final int[] shift = new int[MAX_CANDIDATES];
    private final long[] cost = new long[MAX_CANDIDATES];
    private final int[] node = new int[MAX_CANDIDATES];
    private final int[] score = new int[MAX_CANDIDATES];
    private int candidates;

    // The ways so far, as trees: where a piece begins, with which shift, and the node before it.
    private int[] nodeStart = new int[1024];
    private int[] nodeShift = new int[1024];
    private int[] nodeBefore = new int[1024];
    private int nodes;

    private static final int LITERAL = Integer.MIN_VALUE;

    private CoverFinder(byte[] older, byte[] newer, Costs costs) {
        this.older = older;
        this.newer = newer;
        this.costs = costs;
    }

    static List<Cover> find(byte[] older, byte[] newer, Matches matches, Costs costs) {
        return new CoverFinder(older, newer, costs).find(matches);
    }

    private List<Cover> find(Matches matches) {
        int[][] seeds = seeds(matches);
        int next = 0;
        long literalCost = 0;
        int literalNode = node(0, LITERAL, -1);
        for (int at = 0; at < newer.length; at++) {
            long best = literalCost;
            int bestNode = literalNode;
            for (int i = 0; i < candidates; i++) {
                if (cost[i] < best) {
                    best = cost[i];
                    bestNode = node[i];
                }
            }
            retire(at);
            for (; next < seeds[0].length && seeds[0][next] <= at; next++) {
                propose(seeds[1][next], at);
            }
            for (int i = 0; i < candidates; i++) {
                if (best + costs.cover < cost[i]) {
                    cost[i] = best + costs.cover;
                    node[i] = node(at, shift[i], bestNode);
                }
                boolean same = newer[at] == older[at + shift[i]];
                cost[i] += same ? costs.match : costs.mismatch;
                score[i] = Math.min(score[i] + (same ? 1 : -1), 2 * DROP);
            }
            if (best < literalCost) {
                literalCost = best;
                literalNode = node(at, LITERAL, bestNode);
            }
            literalCost += costs.literal;
        }
        int last = literalNode;
        for (int i = 0; i < candidates; i++) {
            if (cost[i] < literalCost) {
                literalCost = cost[i];
                last = node[i];
            }
        }
        return covers(last);
    }

    /** Returns where each suggested shift becomes a candidate, and the shifts, in the order of the former. */
    private int[][] seeds(Matches matches) {
        long[] found = new long[1024];
        int count = 0;
        for (int at = 0; at < newer.length; at++) {
            int length = matches.length(at);
            boolean isNew = at == 0 || length >= matches.length(at - 1);
            if (length >= costs.seed && isNew) {
                int by = matches.position(at) - at;
                if (count == found.length) {
                    found = Arrays.copyOf(found, count * 2);
                }
                found[count++] = ((long) reachBack(at, by) << 32) | (by & 0xFFFFFFFFL);
            }
        }
        Arrays.sort(found, 0, count);
        int[][] seeds = new int[2][count];
        for (int i = 0; i < count; i++) {
            seeds[0][i] = (int) (found[i] >>> 32);
            seeds[1][i] = (int) found[i];
        }
        return seeds;
    }

    private int reachBack(int at, int by) {
        int best = at;
        int bestSum = 0;
        int sum = 0;
        for (int i = at - 1; i >= 0 && i + by >= 0 && at - i <= MAX_REACH_BACK && sum > bestSum - DROP; i--) {
            sum += newer[i] == older[i + by] ? 1 : -1;
            if (sum > bestSum) {
                bestSum = sum;
                best = i;
            }
        }
        return best;
    }

    /** Drops the shifts that ran out of the old image or out of agreement. */
    private void retire(int at) {
        int kept = 0;
        for (int i = 0; i < candidates; i++) {
            if (score[i] > 0 && at + shift[i] < older.length) {
                shift[kept] = shift[i];
                cost[kept] = cost[i];
                node[kept] = node[i];
                score[kept] = score[i];
                kept++;
            }
        }
        candidates = kept;
    }

    private void propose(int by, int at) {
        if (at + by >= older.length) {
            return;
        }
        int slot = candidates;
        for (int i = 0; i < candidates; i++) {
            if (shift[i] == by) {
                score[i] = Math.max(score[i], DROP);
                return;
            }
        }
        if (candidates == MAX_CANDIDATES) {
            slot = 0;
            for (int i = 1; i < candidates; i++) {
                if (cost[i] > cost[slot]) {
                    slot = i;
                }
            }
        } else {
            candidates++;
        }
        shift[slot] = by;
        cost[slot] = Long.MAX_VALUE;
        score[slot] = DROP;
    }

    private int node(int start, int by, int before) {
        if (nodes == nodeStart.length) {
            nodeStart = Arrays.copyOf(nodeStart, nodes * 2);
            nodeShift = Arrays.copyOf(nodeShift, nodes * 2);
            nodeBefore = Arrays.copyOf(nodeBefore, nodes * 2);
        }
        nodeStart[nodes] = start;
        nodeShift[nodes] = by;
        nodeBefore[nodes] = before;
        return nodes++;
    }

    private List<Cover> covers(int last) {
        List<Cover> covers = new ArrayList<>();
        int end = newer.length;
        for (int i = last; i >= 0; i = nodeBefore[i]) {
            if (nodeShift[i] != LITERAL && end > nodeStart[i]) {
                covers.add(new Cover(nodeStart[i], nodeStart[i] + nodeShift[i], end - nodeStart[i]));
            }
            end = nodeStart[i];
        }
        Collections.reverse(covers);
        return covers;
    }
}
