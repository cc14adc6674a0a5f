/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * Device twins on the server: what is desired of each device and what is in force there, in the database.
 *
 * <p>{@link io.dunlin.fleet.twin.Twins} is the service; {@link io.dunlin.fleet.twin.TwinView} one twin as it is stored;
 * {@link io.dunlin.fleet.twin.TwinListener} is told of changes.
 */
@NullMarked
package io.dunlin.fleet.twin;

import org.jspecify.annotations.NullMarked;
