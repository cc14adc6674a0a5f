/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * Signed messages: COSE (RFC 9052) in a strict profile, and commands that run at most once.
 *
 * <p>{@link io.dunlin.security.sign.CoseSigner} and {@link io.dunlin.security.sign.CoseVerifier} over
 * {@link io.dunlin.security.sign.KeyRing}; keys pinned to one {@link io.dunlin.security.sign.Role};
 * {@link io.dunlin.security.sign.CommandSigner} on the server, {@link io.dunlin.security.sign.CommandReceiver} on the
 * device; {@link io.dunlin.security.sign.ReceiptSeal} for the answers.
 */
@NullMarked
@Kernel
package io.dunlin.security.sign;

import io.dunlin.core.Kernel;
import org.jspecify.annotations.NullMarked;
