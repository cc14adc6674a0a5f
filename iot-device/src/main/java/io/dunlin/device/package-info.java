/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * The device half in one object: telemetry, twin, signed commands, updates and heartbeats over one link and one
 * directory.
 *
 * <p>{@code Device} is what a user holds, made by a {@code DeviceBuilder}, watched through {@code DeviceListener} and
 * {@code DeviceHealth}. Inside, an {@code Agent} joins {@code Part}s, one for each channel, to the link; {@code Callbacks}
 * runs the user's handlers off the loop.
 */
@NullMarked
package io.dunlin.device;

import org.jspecify.annotations.NullMarked;
