/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.fleet.twin;

import io.dunlin.core.DeviceId;
import io.dunlin.core.twin.Ack;
import io.dunlin.core.twin.TwinEvent;
import io.dunlin.core.twin.Value;
import org.jspecify.annotations.Nullable;

/** Who is told of changes of twins, on the fleet's loop, once they are durable. */
public interface TwinListener {

    /**
     * A device reported another value.
     *
     * @param device which
     * @param path which path
     * @param value the value in force, or null if there is none any more
     */
    default void reported(DeviceId device, String path, @Nullable Value value) {}

    /**
     * A device answered a desired version.
     *
     * @param device which
     * @param path which path
     * @param ack the answer
     */
    default void acknowledged(DeviceId device, String path, Ack ack) {}

    /**
     * Something that an operator may want to know.
     *
     * @param device which
     * @param event what
     * @param detail more for people
     */
    default void twinEvent(DeviceId device, TwinEvent event, String detail) {}
}
