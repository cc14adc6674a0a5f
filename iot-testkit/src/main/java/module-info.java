/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */

/** Virtual time, faulty network, faulty disk and scripted peers for deterministic tests. */
module io.dunlin.testkit {
    requires static transitive org.jspecify;
    requires transitive io.dunlin.core;

    exports io.dunlin.testkit;
}
