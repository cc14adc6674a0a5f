/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.fleet.command;

import io.dunlin.core.Tenant;
import io.dunlin.fleet.store.Counters;
import io.dunlin.fleet.store.Database;
import io.dunlin.fleet.store.StoreException;
import io.dunlin.security.sign.CounterStore;
import io.dunlin.security.sign.KeyId;
import java.io.UncheckedIOException;
import java.util.Base64;

/** Numbers commands out of the database, so that servers that share it also share the numbers. */
public final class DatabaseCounters implements CounterStore {

    private final Counters counters;

    /**
     * Opens the counters of a tenant.
     *
     * @param database where they are
     * @param tenant whose commands
     */
    public DatabaseCounters(Database database, Tenant tenant) {
        this.counters = new Counters(database, tenant);
    }

    /**
     * {@inheritDoc}
     *
     * @throws UncheckedIOException if the database failed; numbers may be left out then
     */
    @Override
    public long reserve(KeyId key, String audience, int count) {
        // The alphabet of the key's part has no stroke, so no two pairs have one name.
        String name = Base64.getUrlEncoder().withoutPadding().encodeToString(key.toBytes()) + '/' + audience;
        try {
            return counters.reserve(name, count);
        } catch (StoreException e) {
            throw new UncheckedIOException(e);
        }
    }
}
