/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * The device's side of an update: from a signed offer to a confirmed or reverted image, through any number of crashes.
 *
 * <p>{@link io.dunlin.ota.update.UpdateMachine} decides, {@link io.dunlin.ota.update.UpdateAgent} does the work on a
 * storage worker. Ports: {@link io.dunlin.ota.update.Slots} (by default {@link io.dunlin.ota.update.FileSlots}),
 * {@link io.dunlin.ota.update.PayloadStore}, {@link io.dunlin.ota.update.UpdateHost}. Messages:
 * {@link io.dunlin.ota.update.UpdateMessage}.
 */
@NullMarked
@Kernel
package io.dunlin.ota.update;

import io.dunlin.core.Kernel;
import org.jspecify.annotations.NullMarked;
