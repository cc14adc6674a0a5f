/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/** Vocabulary, pure logic and ports of Dunlin; depends on nothing but the JDK. */
module io.dunlin.core {
    requires static transitive org.jspecify;

    exports io.dunlin.core;
    exports io.dunlin.core.cbor;
    exports io.dunlin.core.command;
    exports io.dunlin.core.log;
    exports io.dunlin.core.rim;
    exports io.dunlin.core.telemetry;
    exports io.dunlin.core.tls;
    exports io.dunlin.core.twin;
    exports io.dunlin.core.wire;
}
