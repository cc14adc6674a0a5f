/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * The fleet's tables: connections, transactions, migrations and durability.
 *
 * <p>{@link io.dunlin.fleet.store.Database} runs transactions; {@link io.dunlin.fleet.store.StoreException} is what
 * they fail with.
 */
@NullMarked
package io.dunlin.fleet.store;

import org.jspecify.annotations.NullMarked;
