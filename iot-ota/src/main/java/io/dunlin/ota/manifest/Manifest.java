/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.manifest;

import java.util.List;

/**
 * What an operator offers to devices. The element names of the SUIT information model (RFC 9124 section 3) that it
 * covers: monotonic sequence number, vendor and class id, expiration, payload digests and sizes, precursor image digest,
 * version, component identifier.
 *
 * @param sequence grows with each manifest; a device accepts none older than its last
 * @param campaign the rollout that it belongs to
 * @param expiresMillis the wall-clock time from which on no device starts with it, in milliseconds since 1970
 * @param components the images, 1 to {@value #MAX_COMPONENTS}
 */
public record Manifest(long sequence, String campaign, long expiresMillis, List<Component> components) {

    /** The most components. */
    public static final int MAX_COMPONENTS = 16;

    /** Checks the bounds and copies the list. */
    public Manifest {
        Names.check("campaign", campaign);
        if (sequence < 1 || expiresMillis < 0) {
            throw new IllegalArgumentException(
                    "sequence is at least 1 and expiresMillis at least 0, got " + sequence + ", " + expiresMillis);
        }
        if (components.isEmpty() || components.size() > MAX_COMPONENTS) {
            throw new IllegalArgumentException(
                    "a manifest has 1 to " + MAX_COMPONENTS + " components, got " + components.size());
        }
        components = List.copyOf(components);
    }
}
