/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.update;

/** The application around an updater. Called on the loop. */
public interface UpdateHost {

    /** Steps that the application may delay. */
    enum Gate {
        /** Writing the new image. */
        APPLY,
        /** Making the next boot a trial; after it, there is no cancelling. */
        ARM,
        /** Restarting. */
        RESTART
    }

    /**
     * Tells whether a step may be taken now: battery, temperature, maintenance window, work in hand. Asked again until it
     * may.
     *
     * @param gate the step
     * @return whether it may be taken
     */
    boolean permits(Gate gate);

    /**
     * Tests the new image, while it runs on trial.
     *
     * @param verdict to be given once, on the loop; what comes too late counts as failed
     */
    void selfTest(Verdict verdict);

    /** Restarts the device; everything that must be durable is. */
    void restart();

    /**
     * An update reached a state.
     *
     * @param event what is reported to the fleet, too
     */
    void changed(UpdateEvent event);

    /**
     * The journal cannot be trusted, so there are no updates: a new one in its place would forget the security counter.
     *
     * @param detail why, for people
     */
    void broken(String detail);

    /** Takes the verdict of a self test. */
    @FunctionalInterface
    interface Verdict {
        /**
         * The test has ended.
         *
         * @param passed whether to keep the new image
         */
        void give(boolean passed);
    }
}
