/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */

/** The server half to embed. */
module io.dunlin.fleet {
    requires static transitive org.jspecify;
    requires transitive io.dunlin.core;
    requires transitive io.dunlin.mqtt;
    requires transitive io.dunlin.coap;
    requires transitive io.dunlin.security;
    requires transitive io.dunlin.ota;
    requires transitive java.sql;
    requires org.slf4j;
    requires com.zaxxer.hikari;

    exports io.dunlin.fleet;
    exports io.dunlin.fleet.command;
    exports io.dunlin.fleet.enroll;
    exports io.dunlin.fleet.ingest;
    exports io.dunlin.fleet.registry;
    exports io.dunlin.fleet.rollout;
    exports io.dunlin.fleet.store;
    exports io.dunlin.fleet.twin;
}
