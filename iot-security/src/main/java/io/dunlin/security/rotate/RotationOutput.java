/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.security.rotate;

/** Where the effects of a {@link Rotation} go. Each is answered by the verb that it names. */
public interface RotationOutput {
    /**
     * Replace the journal durably; answer with {@link Rotation#persisted} or {@link Rotation#storageFailed}.
     *
     * @param record the journal
     */
    void persist(RotationRecord record);

    /**
     * Make a key in the spare slot durably; answer with {@link Rotation#keyCreated} or
     * {@link Rotation#storageFailed}.
     *
     * @param generation its generation
     */
    void createKey(long generation);

    /**
     * Ask for the certificate of the spare key, always with the same request, authenticated by the active identity;
     * check it and put it beside the key durably; answer with {@link Rotation#enrolled} or
     * {@link Rotation#storageFailed}.
     */
    void enrol();

    /** Try the spare identity at the server; answer with {@link Rotation#tried}. The active one stays in use. */
    void trial();

    /** Tell the server over the spare identity that it works; answer with {@link Rotation#confirmed}. */
    void confirm();

    /**
     * Empty the spare slot durably; answer with {@link Rotation#spareDestroyed} or {@link Rotation#storageFailed}.
     */
    void destroySpare();

    /**
     * Read journal and slots again and call {@link Rotation#restore}: what the storage did is not known.
     */
    void reload();

    /**
     * Use the active slot, which changed, from now on.
     *
     * @param generation its generation
     */
    void activated(long generation);

    /**
     * Report that a rotation was given up and the old identity stays.
     *
     * @param generation the one that was given up
     * @param reason why, for people
     */
    void rolledBack(long generation, String reason);

    /** Report that the active certificate ended before a new one came: the device has to enrol anew. */
    void expired();
}
