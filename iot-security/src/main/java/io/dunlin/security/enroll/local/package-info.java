/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * An authority in the server's own process, on Bouncy Castle, which is needed on the path for this package only.
 *
 * <p>{@link io.dunlin.security.enroll.local.LocalCertificateAuthority} issues certificates;
 * {@link io.dunlin.security.enroll.local.ReceivedRequest} reads what devices ask for.
 */
@NullMarked
package io.dunlin.security.enroll.local;

import org.jspecify.annotations.NullMarked;
