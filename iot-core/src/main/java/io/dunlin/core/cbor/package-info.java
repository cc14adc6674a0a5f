/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * Strict, bounded, deterministic CBOR (RFC 8949 section 4.2.1), for messages that are signed, hashed and read from
 * strangers.
 *
 * <p>{@link io.dunlin.core.cbor.CborWriter} writes one item and checks its own caller;
 * {@link io.dunlin.core.cbor.CborReader} pulls items within {@link io.dunlin.core.cbor.CborLimits} and refuses every
 * other encoding of the same value; {@link io.dunlin.core.cbor.CborFields} walks a map with small integer keys; all
 * refusals are {@link io.dunlin.core.cbor.CborException} or {@link io.dunlin.core.LimitExceeded}.
 */
@NullMarked
@Kernel
package io.dunlin.core.cbor;

import io.dunlin.core.Kernel;
import org.jspecify.annotations.NullMarked;
