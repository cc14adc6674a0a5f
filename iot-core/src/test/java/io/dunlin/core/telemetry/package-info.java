/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
@NullMarked
package io.dunlin.core.telemetry;

import org.jspecify.annotations.NullMarked;
