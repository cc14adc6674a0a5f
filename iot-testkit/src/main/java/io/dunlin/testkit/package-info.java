/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * Tests of device applications that repeat themselves: a faulty disk and a faulty network under virtual time, driven by
 * one seed.
 *
 * <p>{@link io.dunlin.testkit.FaultyStorage} (a disk that loses what was not forced) and
 * {@link io.dunlin.testkit.FaultSweep} (a fault at every operation in turn).
 */
@NullMarked
package io.dunlin.testkit;

import org.jspecify.annotations.NullMarked;
