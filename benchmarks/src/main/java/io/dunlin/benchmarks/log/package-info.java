/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * What durability costs on the disk at hand.
 *
 * <p>{@link io.dunlin.benchmarks.log.SpoolBenchmark} is a program of its own.
 */
@NullMarked
package io.dunlin.benchmarks.log;

import org.jspecify.annotations.NullMarked;
