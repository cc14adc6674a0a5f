/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.update;

/**
 * Where an updater keeps things.
 *
 * @param slots the images
 * @param payload what is transferred
 * @param journal how far it is
 */
public record UpdateStores(Slots slots, PayloadStore payload, UpdateJournal journal) {}
