/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/** What a CoAP request costs: in memory, and over sockets beside Californium and java-coap. */
@NullMarked
package io.dunlin.benchmarks.coap;

import org.jspecify.annotations.NullMarked;
