/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.device;

import io.dunlin.ota.update.PayloadStore;
import io.dunlin.ota.update.Slots;
import io.dunlin.ota.update.UpdateConfig;
import io.dunlin.security.sign.KeyRing;
import org.jspecify.annotations.Nullable;

/**
 * How a device updates itself.
 *
 * @param config its model, the component that is updated, and limits
 * @param keys whom to trust, in role {@link io.dunlin.security.sign.Role#FIRMWARE}
 * @param threshold how many different keys must have signed a manifest, at least 1
 * @param slots where the images are and what boots
 * @param payload where a payload is kept while it is transferred; null for files in the device's directory
 * @param linkRequired whether a new image is kept only once it has had the link up: one that cannot reach its fleet can
 *     never be updated again
 * @param handler the application
 */
public record UpdateOptions(
        UpdateConfig config,
        KeyRing keys,
        int threshold,
        Slots slots,
        @Nullable PayloadStore payload,
        boolean linkRequired,
        UpdateHandler handler) {

    /** Checks the bound. */
    public UpdateOptions {
        if (threshold < 1) {
            throw new IllegalArgumentException("a threshold is at least 1, got " + threshold);
        }
    }

    /**
     * Makes options with one signature, payloads in the device's directory, and the link required.
     *
     * @param config the device's model, component and limits
     * @param keys whom to trust
     * @param slots where the images are
     * @param handler the application
     * @return the options
     */
    public static UpdateOptions of(UpdateConfig config, KeyRing keys, Slots slots, UpdateHandler handler) {
        return new UpdateOptions(config, keys, 1, slots, null, true, handler);
    }

    /**
     * Returns the same with another threshold.
     *
     * @param value how many different keys must have signed
     * @return the options
     */
    public UpdateOptions withThreshold(int value) {
        return new UpdateOptions(config, keys, value, slots, payload, linkRequired, handler);
    }

    /**
     * Returns the same with payloads kept elsewhere.
     *
     * @param value where
     * @return the options
     */
    public UpdateOptions withPayload(PayloadStore value) {
        return new UpdateOptions(config, keys, threshold, slots, value, linkRequired, handler);
    }

    /**
     * Returns the same for a device whose new image is kept on the application's word alone.
     *
     * @return the options
     */
    public UpdateOptions withoutLinkRequired() {
        return new UpdateOptions(config, keys, threshold, slots, payload, false, handler);
    }
}
