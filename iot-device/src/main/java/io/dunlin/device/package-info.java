/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * The device half in one object: it enrols, connects, batches telemetry, reconciles its twin, obeys signed commands,
 * updates itself and rotates its certificate.
 *
 * <p>An {@code Agent} joins {@code Part}s, one for each channel, to the link.
 */
@NullMarked
package io.dunlin.device;

import org.jspecify.annotations.NullMarked;
