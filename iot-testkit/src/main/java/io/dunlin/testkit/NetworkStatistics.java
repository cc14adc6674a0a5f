/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.testkit;

/**
 * What a {@link SimNetwork} did so far.
 *
 * @param sent datagrams sent, and messages of links
 * @param delivered how many of them arrived, each copy counted
 * @param lost how many were lost: by chance, in a partition, in a full queue, or because no one listened
 * @param duplicated how many arrived or were to arrive twice
 * @param corrupted how many had a bit flipped
 * @param streamBytes bytes that streams delivered
 * @param streamsOpened streams that were opened
 */
public record NetworkStatistics(
        long sent, long delivered, long lost, long duplicated, long corrupted, long streamBytes, long streamsOpened) {}
