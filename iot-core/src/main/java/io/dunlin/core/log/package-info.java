/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * Durable state in three forms, safe against power cuts, full disks and rot: what was reported durable stays, what is
 * lost is reported.
 *
 * <p>{@link io.dunlin.core.log.Spool} (records until they are acknowledged) and {@link io.dunlin.core.log.Journal}
 * (changes since a snapshot) on one {@link io.dunlin.core.log.Log}; {@link io.dunlin.core.log.AtomicFile} (one value).
 * They block; {@link io.dunlin.core.log.AsyncSpool} and {@link io.dunlin.core.log.AsyncJournal} do the same from a loop.
 */
@NullMarked
@Kernel
package io.dunlin.core.log;

import io.dunlin.core.Kernel;
import org.jspecify.annotations.NullMarked;
