/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * The delta format and its applier: from an old image and a patch to the new image, in bounded memory, resumable.
 *
 * <p>{@link io.dunlin.ota.delta.PatchHeader} says what a patch needs, {@link io.dunlin.ota.delta.PatchApplier} applies it
 * step by step. Ports: {@link io.dunlin.ota.delta.PatchSource}, {@link io.dunlin.ota.delta.ImageReader},
 * {@link io.dunlin.ota.delta.ImageWriter}, {@link io.dunlin.ota.delta.CheckpointStore}. The format is specified in
 * {@code docs/delta-format.md}; patches are made by {@code io.dunlin.ota.delta.diff}.
 */
@NullMarked
@Kernel
package io.dunlin.ota.delta;

import io.dunlin.core.Kernel;
import org.jspecify.annotations.NullMarked;
