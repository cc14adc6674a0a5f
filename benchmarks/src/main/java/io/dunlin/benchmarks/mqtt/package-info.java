/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */

/** The MQTT codec beside Netty's ({@link PublishCodecBenchmark}), the client beside others ({@link ClientBenchmark}). */
@NullMarked
package io.dunlin.benchmarks.mqtt;

import org.jspecify.annotations.NullMarked;
