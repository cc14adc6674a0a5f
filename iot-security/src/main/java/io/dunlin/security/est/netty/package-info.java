/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * EST on Netty's HTTP.
 *
 * <p>{@link io.dunlin.security.est.netty.EstServer} serves an {@link io.dunlin.security.est.EstService}.
 */
@NullMarked
package io.dunlin.security.est.netty;

import org.jspecify.annotations.NullMarked;
