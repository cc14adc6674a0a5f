/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * Signed commands to devices, and what came of them.
 *
 * <p>{@link io.dunlin.fleet.command.Commands} issues them; {@link io.dunlin.fleet.command.CommandRecord} is one as it is
 * stored; {@link io.dunlin.fleet.command.DeviceKeys} knows the keys that sign receipts;
 * {@link io.dunlin.fleet.command.DatabaseCounters} numbers commands.
 */
@NullMarked
package io.dunlin.fleet.command;

import org.jspecify.annotations.NullMarked;
