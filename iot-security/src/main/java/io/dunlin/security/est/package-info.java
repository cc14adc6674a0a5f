/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * Enrolment over secure transport (EST: RFC 7030, RFC 8951), both sides.
 *
 * <p>{@link io.dunlin.security.est.EstClient} on the device; {@link io.dunlin.security.est.EstService} is the server
 * without its sockets, which are {@code io.dunlin.security.est.netty}.
 */
@NullMarked
package io.dunlin.security.est;

import org.jspecify.annotations.NullMarked;
