/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/** {@link io.dunlin.benchmarks.ota.DeltaBenchmark}: sizes and times of deltas beside jbsdiff. */
@NullMarked
package io.dunlin.benchmarks.ota;

import org.jspecify.annotations.NullMarked;
