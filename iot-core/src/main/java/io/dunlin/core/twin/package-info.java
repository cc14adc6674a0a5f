/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * What a device shall be and what it is: desired values numbered by the fleet, reported values and answers numbered by
 * the device, and the protocol that brings both to agree over any lossy link.
 *
 * <p>{@link io.dunlin.core.twin.DeviceTwin} and {@link io.dunlin.core.twin.FleetTwin} are the two halves;
 * {@link io.dunlin.core.twin.TwinSchema} says which {@link io.dunlin.core.twin.Value}s are allowed;
 * {@link io.dunlin.core.twin.Patch} changes what is desired, {@link io.dunlin.core.twin.Ack} answers it. Inside, each
 * direction is an {@code Author} that numbers changes and a {@code Mirror} that follows.
 */
@NullMarked
@Kernel
package io.dunlin.core.twin;

import io.dunlin.core.Kernel;
import org.jspecify.annotations.NullMarked;
