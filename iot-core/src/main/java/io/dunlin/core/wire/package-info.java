/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * The contract between a device and its fleet that every transport carries: where messages go. Its text is
 * {@code docs/wire.md}.
 *
 * <p>{@link io.dunlin.core.wire.Address} names a device's channel in one direction, as topic or path.
 * {@link io.dunlin.core.wire.Heartbeat}, {@link io.dunlin.core.wire.IdentityState} and
 * {@link io.dunlin.core.wire.RenewalRequest} are the messages that need no kernel of their own.
 */
@NullMarked
@Kernel
package io.dunlin.core.wire;

import io.dunlin.core.Kernel;
import org.jspecify.annotations.NullMarked;
