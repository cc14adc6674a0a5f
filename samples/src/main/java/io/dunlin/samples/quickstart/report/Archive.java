/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.samples.quickstart.report;

import io.dunlin.core.Channel;
import io.dunlin.core.DeviceId;
import io.dunlin.core.FleetLink;
import io.dunlin.core.Link;
import io.dunlin.core.SendOutcome;
import io.dunlin.core.rim.ExecutorLoop;
import io.dunlin.core.rim.SystemRandom;
import io.dunlin.core.rim.ThreadStorageWorker;
import io.dunlin.fleet.Fleet;
import io.dunlin.fleet.rollout.Rollouts;
import io.dunlin.fleet.store.Database;
import io.dunlin.fleet.store.StoreException;
import io.dunlin.samples.quickstart.program.Contract;
import io.dunlin.security.sign.KeyId;
import io.dunlin.security.sign.jca.JcaKeys;

/** The fleet's database after the fleet ended, and a fleet without a link to read it by. */
final class Archive implements AutoCloseable {

    private final ExecutorLoop loop = ExecutorLoop.start("archive", failure -> {});
    private final Database database;
    private final Fleet fleet;

    /** Reads a database; closing the archive closes it. */
    Archive(Database database) {
        this.database = database;
        this.fleet = Fleet.builder(database)
                .loop(loop)
                .worker(ThreadStorageWorker.start("archive", loop))
                .link(new NoLink())
                .random(new SystemRandom())
                .twinSchema(Contract.twin())
                // It never signs, but without a key a fleet has no rollouts.
                .rollouts(Rollouts.Trust.of(
                        JcaKeys.signing(KeyId.of("archive"), JcaKeys.generate().getPrivate())))
                .build();
    }

    Database database() {
        return database;
    }

    /** Returns a fleet that is never started. */
    Fleet fleet() {
        return fleet;
    }

    @Override
    public void close() throws StoreException {
        loop.close();
        database.close();
    }

    /** Leads nowhere. */
    private static final class NoLink implements FleetLink {
        @Override
        public void listen(Listener listener) {
            // Nobody will speak.
        }

        @Override
        public void start() {
            throw new IllegalStateException("an archive talks to nobody");
        }

        @Override
        public boolean isUp() {
            return false;
        }

        @Override
        public void send(DeviceId device, Channel channel, byte[] payload, Link.Report report) {
            report.sent(SendOutcome.NOT_CONNECTED);
        }

        @Override
        public void close() {
            // There is nothing to close.
        }
    }
}
