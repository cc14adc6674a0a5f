/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */

/** Delta updates, signed manifests, the update state machine of a device and rollouts. */
module io.dunlin.ota {
    requires static transitive org.jspecify;
    requires transitive io.dunlin.core;
    requires transitive io.dunlin.security;
    requires static org.tukaani.xz;

    exports io.dunlin.ota.delta;
    exports io.dunlin.ota.delta.diff;
    exports io.dunlin.ota.manifest;
    exports io.dunlin.ota.rollout;
    exports io.dunlin.ota.update;
}
