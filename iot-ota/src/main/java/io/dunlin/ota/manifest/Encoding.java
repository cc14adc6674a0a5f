/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.manifest;

import io.dunlin.ota.delta.ImageDigest;
import org.jspecify.annotations.Nullable;

/**
 * One way to obtain an image: a patch from a certain image, or from nothing.
 *
 * @param payload what is transferred: a patch in the format of {@code io.dunlin.ota.delta}
 * @param source the image that the patch is applied to; null for a full image, whose patch starts from the empty one
 */
public record Encoding(ImageDigest payload, @Nullable ImageDigest source) {

    /**
     * Tells whether a device can use it.
     *
     * @param running what the device runs
     * @return whether this is a full image or a patch of that very image
     */
    public boolean fits(ImageDigest running) {
        return source == null || source.equals(running);
    }
}
