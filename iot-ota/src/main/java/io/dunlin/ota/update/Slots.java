/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.update;

import io.dunlin.ota.delta.ImageReader;
import io.dunlin.ota.delta.ImageWriter;
import java.io.IOException;

/**
 * Two places for images and the flag that tells the boot loader which to start. All methods may block; they are called
 * on the storage worker. {@code arm}, {@code confirm} and {@code revert} are durable on return and may be repeated.
 */
public interface Slots {

    /**
     * Returns how the device booted.
     *
     * @return the status
     * @throws IOException if it cannot be read
     */
    SlotStatus status() throws IOException;

    /**
     * Opens the image that runs.
     *
     * @return the old image; bytes may follow it
     * @throws IOException if it cannot be read
     */
    ImageReader running() throws IOException;

    /**
     * Opens the slot that does not run.
     *
     * @return the place of the new image
     * @throws IllegalStateException if this image runs on trial: the other slot is the way back
     * @throws IOException if it cannot be opened
     */
    ImageWriter other() throws IOException;

    /**
     * Has the boot loader try the other slot at the next boots.
     *
     * @param tries how many boots it may take until the image is confirmed, at least 1
     * @throws IOException if it is not certain to be durable
     */
    void arm(int tries) throws IOException;

    /**
     * Keeps the image that runs on trial. Does nothing if it is kept already.
     *
     * @throws IOException if it is not certain to be durable
     */
    void confirm() throws IOException;

    /**
     * Goes back, at the next boot, from the image that runs on trial to the other one.
     *
     * @throws IOException if it is not certain to be durable
     */
    void revert() throws IOException;

    /** Lets go of what is open; what is used afterwards is opened again. */
    default void close() {}
}
