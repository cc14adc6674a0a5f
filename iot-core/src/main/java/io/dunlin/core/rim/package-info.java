/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * The ports of {@link io.dunlin.core} on the plain JDK, for devices, servers and tests that touch the real world.
 *
 * <p>{@link io.dunlin.core.rim.FileStorage} (a directory), {@link io.dunlin.core.rim.ExecutorLoop} and
 * {@link io.dunlin.core.rim.ThreadStorageWorker} (threads), {@link io.dunlin.core.rim.SystemRandom},
 * {@link io.dunlin.core.rim.JdkSha256} and {@link io.dunlin.core.rim.JdkCrc32c}.
 */
@NullMarked
package io.dunlin.core.rim;

import org.jspecify.annotations.NullMarked;
