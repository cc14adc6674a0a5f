/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * Whom a device or a server trusts.
 *
 * <p>{@link io.dunlin.security.trust.TrustAnchors} is never empty;
 * {@link io.dunlin.security.trust.Fingerprint} names an authority that is not known yet.
 */
@NullMarked
package io.dunlin.security.trust;

import org.jspecify.annotations.NullMarked;
