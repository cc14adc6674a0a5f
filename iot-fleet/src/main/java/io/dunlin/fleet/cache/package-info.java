/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/** What the fleet remembers of its tables for speed, in {@link io.dunlin.fleet.cache.RecentMap}. */
@NullMarked
package io.dunlin.fleet.cache;

import org.jspecify.annotations.NullMarked;
