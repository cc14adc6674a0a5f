/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.proofs.fleet;

import io.dunlin.core.DeviceId;
import io.dunlin.core.FleetLink;
import io.dunlin.core.Link;
import io.dunlin.core.Storage;
import io.dunlin.device.CommandHandler;
import io.dunlin.device.TwinHandler;
import io.dunlin.testkit.SimNode;

/** What a test puts between the parts of a world to show that the oracles see it: by default nothing. */
interface Sabotage {

    /** Leaves everything as it is. */
    Sabotage NONE = new Sabotage() {};

    /** Stands before a device's disk. */
    default Storage storage(Storage storage) {
        return storage;
    }

    /** Stands between a device and its link. */
    default Link link(SimNode machine, Link link) {
        return link;
    }

    /** Stands between the fleet and its link. */
    default FleetLink fleetLink(FleetLink link) {
        return link;
    }

    /** Stands before what makes a device do what is desired. */
    default TwinHandler twin(TwinHandler handler) {
        return handler;
    }

    /** Stands before what obeys commands. */
    default CommandHandler commands(CommandHandler handler) {
        return handler;
    }

    /** Judges a new image in the place of its test. */
    default boolean selfTest(boolean passes) {
        return passes;
    }

    /** A device asked for a new certificate. */
    default void reenrolled(SimDatabase database, DeviceId device) {}

    /** Makes the fleet's database. */
    default SimDatabase database(SimNode machine) {
        return new SimDatabase(machine);
    }
}
