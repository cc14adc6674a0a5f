/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.device;

import io.dunlin.core.Channel;

/**
 * Something that an operator of a device may want to know.
 *
 * @param kind what happened
 * @param channel what it is about; {@link Channel#HEALTH} for the device as a whole
 * @param detail more for people, may be empty. It may quote what a peer sent: do not parse it, and escape it for display.
 */
public record DeviceEvent(Kind kind, Channel channel, String detail) {

    /** What can happen. */
    public enum Kind {
        /** The link came up; the detail names its transport. */
        LINK_UP,
        /** The link went down, or an attempt to bring it up failed. */
        LINK_DOWN,
        /** A message could not be read, and changed nothing. */
        MALFORMED,
        /** A command was refused. */
        COMMAND_REFUSED,
        /** The storage failed; what was to be written is tried again, or is a problem of {@link DeviceHealth}. */
        STORE_FAILED,
        /** Stored telemetry was lost; the fleet is told which. */
        TELEMETRY_LOST,
        /** The link refused telemetry for good; it is kept and tried again. */
        SEND_REFUSED,
        /** The fleet cannot use telemetry that it was sent; it counts the rows and set the message aside. */
        TELEMETRY_REFUSED,
        /** The twin has news: the detail names it. */
        TWIN,
        /** An update has news: the detail names the campaign and the state, and in the end the reason. */
        UPDATE,
        /** The device got its first certificate. */
        ENROLLED,
        /** An attempt to enrol failed; there will be another. */
        ENROLMENT_DELAYED,
        /** A new certificate is in use. */
        IDENTITY_ROTATED,
        /** A new certificate was given up, and the one before stays in use. */
        ROTATION_GIVEN_UP,
        /** The certificate ended before there was a new one. */
        IDENTITY_EXPIRED,
        /** A newer version of this library was renewing the identity; this one uses it and does not renew it. */
        IDENTITY_HELD,
        /** So many events came at once that some were left out. */
        EVENTS_DROPPED
    }
}
