/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.manifest;

import io.dunlin.ota.delta.ImageDigest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An image for the devices of one model.
 *
 * @param id the component's name, such as {@code firmware}
 * @param model for which devices
 * @param version for people
 * @param securityVersion never runs on a device whose security counter is higher
 * @param target the image
 * @param encodings from what it can be made, 1 to {@value #MAX_ENCODINGS}
 */
public record Component(
        String id, Model model, String version, long securityVersion, ImageDigest target, List<Encoding> encodings) {

    /** The most encodings. */
    public static final int MAX_ENCODINGS = 32;

    /** Checks the bounds and copies the list. */
    public Component {
        Names.check("id", id);
        Names.check("version", version);
        if (securityVersion < 0) {
            throw new IllegalArgumentException("securityVersion must be at least 0, got " + securityVersion);
        }
        if (encodings.isEmpty() || encodings.size() > MAX_ENCODINGS) {
            throw new IllegalArgumentException(
                    "a component has 1 to " + MAX_ENCODINGS + " encodings, got " + encodings.size());
        }
        encodings = List.copyOf(encodings);
    }

    /**
     * Chooses the encoding that transfers least.
     *
     * @param running what the device runs
     * @return the one with the shortest payload among those that fit, or null if none does
     */
    public @Nullable Encoding choose(ImageDigest running) {
        Encoding best = null;
        for (Encoding encoding : encodings) {
            if (encoding.fits(running)
                    && (best == null
                            || encoding.payload().length() < best.payload().length())) {
                best = encoding;
            }
        }
        return best;
    }
}
