/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * Signatures by the platform's own cryptography.
 *
 * <p>{@link io.dunlin.security.sign.jca.JcaKeys} makes the keys of {@code io.dunlin.security.sign} of those of
 * {@code java.security}.
 */
@NullMarked
package io.dunlin.security.sign.jca;

import org.jspecify.annotations.NullMarked;
