/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */

/** The device half in one object. */
module io.dunlin.device {
    requires static transitive org.jspecify;
    requires transitive io.dunlin.core;
    requires transitive io.dunlin.mqtt;
    requires transitive io.dunlin.coap;
    requires transitive io.dunlin.security;
    requires transitive io.dunlin.ota;
    requires org.slf4j;

    exports io.dunlin.device;
}
