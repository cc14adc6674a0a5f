/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * What came of the story, found out afterwards from what the programs left on their disks.
 *
 * <p>{@link io.dunlin.samples.quickstart.report.Report} is the table; {@code TelemetryAudit} and the other audits compare
 * the fleet's database with the recordings and with the devices' directories. They run when all programs have ended.
 */
@NullMarked
package io.dunlin.samples.quickstart.report;

import org.jspecify.annotations.NullMarked;
