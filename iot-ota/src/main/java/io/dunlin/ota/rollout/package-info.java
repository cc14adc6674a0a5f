/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * The fleet's side of an update: who gets it when, and the bytes.
 *
 * <p>{@link io.dunlin.ota.rollout.Rollout} decides by events and is rebuilt from them;
 * {@link io.dunlin.ota.rollout.BlockServer} answers requests for blocks.
 */
@NullMarked
@Kernel
package io.dunlin.ota.rollout;

import io.dunlin.core.Kernel;
import org.jspecify.annotations.NullMarked;
