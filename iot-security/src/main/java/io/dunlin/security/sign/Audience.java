/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.security.sign;

import io.dunlin.core.DeviceId;
import org.jspecify.annotations.Nullable;

/**
 * For whom a command is: one device, or those that are members of a group in one epoch of its membership.
 *
 * @param kind which of the two
 * @param name the device's or the group's name, of the form of a {@link DeviceId}
 * @param epoch counts the changes of the group's membership, at least 1; 0 for a device
 */
public record Audience(Kind kind, String name, long epoch) {

    private static final String DEVICE_PREFIX = "device/";
    private static final String GROUP_PREFIX = "group/";

    /** The kinds of audience. */
    public enum Kind {
        /** One device. */
        DEVICE,
        /** The members of a group. */
        GROUP
    }

    /** Checks the name and the epoch. */
    public Audience {
        if (!DeviceId.isValid(name) || epoch < 0 || (kind == Kind.GROUP) != (epoch > 0)) {
            throw new IllegalArgumentException("no audience: " + kind + " \"" + name + "\" epoch " + epoch);
        }
    }

    /**
     * Addresses one device.
     *
     * @param device which
     * @return the audience
     */
    public static Audience device(DeviceId device) {
        return new Audience(Kind.DEVICE, device.value(), 0);
    }

    /**
     * Addresses the members of a group.
     *
     * @param group the group's name
     * @param epoch the epoch of its membership
     * @return the audience
     */
    public static Audience group(String group, long epoch) {
        return new Audience(Kind.GROUP, group, epoch);
    }

    /**
     * Returns the claim {@code aud}: {@code device/NAME} or {@code group/NAME}. Sequence numbers are counted per key and
     * claim, over all epochs.
     *
     * @return the claim
     */
    public String claim() {
        return (kind == Kind.DEVICE ? DEVICE_PREFIX : GROUP_PREFIX) + name;
    }

    static @Nullable Audience parse(String claim, long epoch) {
        boolean device = claim.startsWith(DEVICE_PREFIX);
        if (!device && !claim.startsWith(GROUP_PREFIX)) {
            return null;
        }
        String name = claim.substring(device ? DEVICE_PREFIX.length() : GROUP_PREFIX.length());
        if (!DeviceId.isValid(name) || device != (epoch == 0)) {
            return null;
        }
        return new Audience(device ? Kind.DEVICE : Kind.GROUP, name, epoch);
    }
}
