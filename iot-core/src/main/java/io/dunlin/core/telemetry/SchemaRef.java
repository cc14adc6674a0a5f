/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.telemetry;

/**
 * Names a schema in a batch: the id says which, the hash that both ends mean the same streams by it.
 *
 * @param id the schema's id
 * @param hash the CRC-32C of its canonical bytes
 */
public record SchemaRef(int id, int hash) {}
