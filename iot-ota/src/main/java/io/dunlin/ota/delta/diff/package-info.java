/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * Makes patches: needs memory in proportion to the images and the xz library, so it runs on servers.
 *
 * <p>{@link io.dunlin.ota.delta.diff.DeltaGenerator} makes a {@link io.dunlin.ota.delta.diff.Patch} out of two images.
 */
@NullMarked
package io.dunlin.ota.delta.diff;

import org.jspecify.annotations.NullMarked;
