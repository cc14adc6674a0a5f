/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */

/** MQTT 5 client whose session is a pure state machine. */
module io.dunlin.mqtt {
    requires static transitive org.jspecify;
    requires transitive io.dunlin.core;
    requires org.slf4j;
    requires static io.netty.buffer;
    requires static io.netty.common;
    requires static io.netty.transport;
    requires static io.netty.handler;
    requires static io.netty.codec;
    requires static io.netty.codec.http;
    requires static io.netty.handler.proxy;

    exports io.dunlin.mqtt;
    exports io.dunlin.mqtt.codec;
    exports io.dunlin.mqtt.session;
}
