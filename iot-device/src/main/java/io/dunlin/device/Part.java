/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.device;

import io.dunlin.core.Alarm;
import io.dunlin.core.Capabilities;
import java.util.concurrent.CompletableFuture;

/**
 * One capability of a device: a kernel with its storage and its channel. Everything is called on the device's loop.
 * After each call the agent asks {@link #deadlineNanos} anew; a part whose deadline changes at another time, such as when
 * storage reports, says so through {@link Agent#changed}.
 */
interface Part {

    /**
     * Opens the part's storage, before anything else is called.
     *
     * @return completed on the loop
     */
    CompletableFuture<?> open();

    /** The link came up. */
    default void up(Capabilities capabilities, long nowNanos) {}

    /** The link went down. */
    default void down(long nowNanos) {}

    /** A message came on this part's channel. */
    default void message(byte[] payload, long nowNanos) {}

    /** Time has come to {@link #deadlineNanos}. */
    default void tick(long nowNanos) {}

    /** When this part wants to be woken. */
    default long deadlineNanos() {
        return Alarm.NEVER;
    }

    /**
     * The device stops: writes what can be written soon, then closes the part's storage. May be called of a part that was
     * not opened, or not successfully.
     *
     * @return completed on the loop, normally also where closing failed
     */
    default CompletableFuture<?> stop() {
        return CompletableFuture.completedFuture(true);
    }
}
