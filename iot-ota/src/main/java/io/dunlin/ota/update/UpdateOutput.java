/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.update;

import io.dunlin.ota.delta.ImageDigest;

/**
 * What an {@link UpdateMachine} wants done. Each piece of {@link Work} is answered once, later, by the machine's method
 * of the same sense or by {@link UpdateMachine#failed}; at most one of each is under way.
 */
interface UpdateOutput {

    /** Work that ends later. */
    enum Work {
        PERSIST,
        OPEN_PAYLOAD,
        STORE,
        CHECK,
        APPLY,
        ARM,
        CONFIRM,
        REVERT
    }

    void send(UpdateMessage message);

    /** Makes the record durable; answered by {@link UpdateMachine#persisted}. */
    void persist(byte[] record);

    /** Finds what is kept of a payload; answered by {@link UpdateMachine#payloadOpened}. */
    void openPayload(ImageDigest payload);

    /** Adds to the payload; answered by {@link UpdateMachine#stored}. */
    void store(byte[] bytes, boolean force);

    /** Compares payload and running image with the plan; answered by {@link UpdateMachine#checked}. */
    void check(Plan plan);

    /** Writes and verifies the new image, from its last checkpoint on; answered by {@link UpdateMachine#applied}. */
    void apply(Plan plan);

    /** Sets the boot flag; answered by {@link UpdateMachine#armed}. */
    void arm(int tries);

    /** Keeps the running slot; answered by {@link UpdateMachine#confirmed}. */
    void confirm();

    /** Takes the boot flag back; answered by {@link UpdateMachine#reverted}. */
    void revert();

    /** Drops payload and checkpoints, and stops checking or applying. Not answered. */
    void discard();

    /** Empties the other slot, where an image that is given up may be half written. Not answered. */
    void emptySlot();

    boolean permits(UpdateHost.Gate gate);

    /** Starts the self test; answered by {@link UpdateMachine#selfTested}. */
    void selfTest();

    void restart();

    void changed(UpdateEvent event);
}
