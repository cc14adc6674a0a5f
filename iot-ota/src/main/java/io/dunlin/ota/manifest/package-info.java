/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * Signed manifests: which image a device of a model is to run, and from what it can be made.
 *
 * <p>{@link io.dunlin.ota.manifest.Manifest} is written by {@link io.dunlin.ota.manifest.ManifestCodec}, signed by
 * {@link io.dunlin.ota.manifest.ManifestSigner} and judged by {@link io.dunlin.ota.manifest.ManifestVerifier} against
 * what a device {@link io.dunlin.ota.manifest.Installed} has.
 */
@NullMarked
@Kernel
package io.dunlin.ota.manifest;

import io.dunlin.core.Kernel;
import org.jspecify.annotations.NullMarked;
