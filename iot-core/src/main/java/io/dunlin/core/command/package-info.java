/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * Commands from operators to devices and the receipts that answer them, without signatures: iot-security wraps the
 * encoded claims.
 *
 * <p>{@link io.dunlin.core.command.Command} says what to do, under a {@link io.dunlin.core.command.CommandId} and with
 * {@link io.dunlin.core.command.Semantics}; {@link io.dunlin.core.command.Receipt} says what came of it, with a
 * {@link io.dunlin.core.command.Reason}.
 */
@NullMarked
@Kernel
package io.dunlin.core.command;

import io.dunlin.core.Kernel;
import org.jspecify.annotations.NullMarked;
