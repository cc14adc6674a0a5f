/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.log;

import io.dunlin.core.BootEpoch;

/**
 * One record as it was read.
 *
 * @param seq its sequence number; ascending without repetition over the life of the log
 * @param epoch the boot in which it was appended
 * @param type what its owner called it, 0 to 255
 * @param payload its content
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by nobody; a copy per access would double the cost of reading.
public record LogRecord(long seq, BootEpoch epoch, int type, byte[] payload) {}
