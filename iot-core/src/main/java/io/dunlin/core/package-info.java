/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * What both halves of a fleet say to each other about, and the ports through which pure logic reaches the world.
 *
 * <p>Vocabulary: {@link io.dunlin.core.DeviceId}, {@link io.dunlin.core.Tenant}, {@link io.dunlin.core.BootEpoch}.
 * Ports: {@link io.dunlin.core.Loop} (time), {@link io.dunlin.core.Storage} and
 * {@link io.dunlin.core.StorageWorker} (durability), {@link io.dunlin.core.Link} and
 * {@link io.dunlin.core.FleetLink} (network), {@link io.dunlin.core.RandomSource} (chance).
 */
@NullMarked
@Kernel
package io.dunlin.core;

import org.jspecify.annotations.NullMarked;
