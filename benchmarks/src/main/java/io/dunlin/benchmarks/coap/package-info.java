/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/** What a CoAP request costs, without sockets. */
@NullMarked
package io.dunlin.benchmarks.coap;

import org.jspecify.annotations.NullMarked;
