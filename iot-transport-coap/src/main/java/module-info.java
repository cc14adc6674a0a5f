/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */

/** CoAP client and server in one endpoint. */
module io.dunlin.coap {
    requires static transitive org.jspecify;
    requires transitive io.dunlin.core;
    requires org.slf4j;
    requires static io.netty.buffer;
    requires static io.netty.common;
    requires static io.netty.transport;

    exports io.dunlin.coap;
    exports io.dunlin.coap.codec;
    exports io.dunlin.coap.exchange;
}
