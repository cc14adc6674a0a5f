/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * Updates of devices: what they transfer, who gets it when, and what came of it.
 *
 * <p>{@link io.dunlin.fleet.rollout.Artifacts} makes and keeps images and deltas;
 * {@link io.dunlin.fleet.rollout.Rollouts} signs manifests, offers them in waves by a
 * {@link io.dunlin.fleet.rollout.RolloutPlan} and serves the blocks; {@link io.dunlin.fleet.rollout.RolloutView} tells
 * how it stands.
 */
@NullMarked
package io.dunlin.fleet.rollout;

import org.jspecify.annotations.NullMarked;
