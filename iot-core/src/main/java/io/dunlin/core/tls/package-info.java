/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * How a transport gets the credentials of a connection without knowing where they come from.
 *
 * <p>{@link io.dunlin.core.tls.TlsIdentity} is one immutable generation; {@link io.dunlin.core.tls.TlsIdentitySource}
 * is asked for the present one at every connect;
 * {@link io.dunlin.core.tls.IdentitySwitch} is a link that changes from one to the next.
 */
@NullMarked
package io.dunlin.core.tls;

import org.jspecify.annotations.NullMarked;
