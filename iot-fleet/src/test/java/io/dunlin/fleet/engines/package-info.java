/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/** The databases that the fleet's tests run against, one after the other. */
@NullMarked
package io.dunlin.fleet.engines;

import org.jspecify.annotations.NullMarked;
