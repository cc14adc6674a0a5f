/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/** Tests of ingest, on each engine. */
@NullMarked
package io.dunlin.fleet.ingest;

import org.jspecify.annotations.NullMarked;
