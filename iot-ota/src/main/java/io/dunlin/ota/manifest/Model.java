/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.manifest;

/**
 * Which devices an image is for (RFC 9124 sections 3.4 and 3.5).
 *
 * @param vendor who makes them
 * @param type the kind of device
 * @param hardware the revision of its hardware
 */
public record Model(String vendor, String type, String hardware) {

    /** Checks the lengths. */
    public Model {
        Names.check("vendor", vendor);
        Names.check("type", type);
        Names.check("hardware", hardware);
    }
}
