/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * The main job: a small fleet lives through real failures and a table says what came of it.
 *
 * <p>{@link io.dunlin.samples.quickstart.Quickstart} directs; {@code BrokerProcess}, {@code FleetProcess} and
 * {@code DeviceProcess} are the programs that it starts, each in a JVM of its own.
 */
@NullMarked
package io.dunlin.samples.quickstart;

import org.jspecify.annotations.NullMarked;
