/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * Certificate rotation as a transaction that no loss of power, network or answer can leave without a working identity.
 *
 * <p>{@link io.dunlin.security.rotate.Rotation} is the state machine, {@link io.dunlin.security.rotate.RotationRecord} its
 * journal, {@link io.dunlin.security.rotate.RotationPolicy} its times.
 */
@NullMarked
@Kernel
package io.dunlin.security.rotate;

import io.dunlin.core.Kernel;
import org.jspecify.annotations.NullMarked;
