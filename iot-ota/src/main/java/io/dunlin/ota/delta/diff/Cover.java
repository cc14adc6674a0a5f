/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.delta.diff;

/**
 * A part of the new image that resembles a part of the old one.
 *
 * @param newAt where it begins in the new image
 * @param oldAt where it begins in the old image
 * @param length in bytes
 */
record Cover(int newAt, int oldAt, int length) {}
