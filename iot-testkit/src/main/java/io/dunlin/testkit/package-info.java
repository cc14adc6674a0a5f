/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * Tests of device applications that repeat themselves: a faulty disk and a faulty network under virtual time, driven by
 * one seed.
 *
 * <p>{@link io.dunlin.testkit.Simulation} and its {@link io.dunlin.testkit.SimNode}s (virtual time, crashes),
 * {@link io.dunlin.testkit.SimNetwork} (datagrams and streams), {@link io.dunlin.testkit.SimLink} and
 * {@link io.dunlin.testkit.SimFleetLink} (messages), {@link io.dunlin.testkit.FaultyStorage} (a disk that loses what was
 * not forced), {@link io.dunlin.testkit.FaultSweep} (a fault at every operation in turn),
 * {@link io.dunlin.testkit.ScriptedPeer} (protocol scripts), {@link io.dunlin.testkit.Seeds}.
 */
@NullMarked
package io.dunlin.testkit;

import org.jspecify.annotations.NullMarked;
