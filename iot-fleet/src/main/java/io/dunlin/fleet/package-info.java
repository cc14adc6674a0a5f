/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * The server half to embed: one object that serves a tenant's devices over a link.
 *
 * <p>{@link io.dunlin.fleet.Fleet} is the assembly, made by its {@link io.dunlin.fleet.Fleet.Builder};
 * {@link io.dunlin.fleet.FleetListener} is told what happens.
 */
@NullMarked
package io.dunlin.fleet;

import org.jspecify.annotations.NullMarked;
