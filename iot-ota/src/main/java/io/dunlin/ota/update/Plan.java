/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.update;

import io.dunlin.ota.delta.ImageDigest;
import io.dunlin.ota.manifest.ManifestCheck;
import org.jspecify.annotations.Nullable;

/**
 * What an accepted manifest means for this device.
 *
 * @param campaign the manifest's campaign
 * @param sequence the manifest's sequence number
 * @param version the new image's version
 * @param securityVersion the new image's security version
 * @param target the new image
 * @param payload the patch to transfer
 * @param source the image that the patch is applied to, null for the empty one
 */
public record Plan(
        String campaign,
        long sequence,
        String version,
        long securityVersion,
        ImageDigest target,
        ImageDigest payload,
        @Nullable ImageDigest source) {

    static Plan of(ManifestCheck.Accepted accepted) {
        return new Plan(
                accepted.manifest().campaign(),
                accepted.manifest().sequence(),
                accepted.component().version(),
                accepted.component().securityVersion(),
                accepted.component().target(),
                accepted.encoding().payload(),
                accepted.encoding().source());
    }
}
