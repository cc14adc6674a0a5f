/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.samples.quickstart.report;

/**
 * How one fault ended.
 *
 * @param what was broken
 * @param downSeconds how long the cause lasted; NaN if it was never mended
 * @param seconds from the fault until every device concerned had a row acknowledged again; NaN if that did not happen
 */
public record Recovery(String what, double downSeconds, double seconds) {}
