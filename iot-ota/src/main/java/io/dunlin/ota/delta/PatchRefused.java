/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.delta;

import io.dunlin.core.DecodeException;

/** A patch that must not be applied, or whose result must not be used. */
public final class PatchRefused extends DecodeException {

    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /**
     * Creates the exception.
     *
     * @param reason why
     * @param what what is wrong, with the values
     */
    public PatchRefused(Reason reason, String what) {
        super(reason + ": " + what, -1);
        this.reason = reason;
    }

    /**
     * Returns why.
     *
     * @return the reason
     */
    public Reason reason() {
        return reason;
    }

    /** Why a patch is refused. */
    public enum Reason {
        /** It is not a patch of this format, or breaks its rules. Found before the first write. */
        MALFORMED(true),
        /** It is of a version, or uses a feature, that this applier does not know. Found before the first write. */
        UNSUPPORTED(true),
        /** It needs more memory or room than there is. Found before the first write. */
        OVER_BUDGET(true),
        /** Its bytes are not those that its header names. Found before the first write. */
        DAMAGED(true),
        /** The old image is not the one that the patch was made for. Found before the first write. */
        WRONG_SOURCE(true),
        /** Its streams break the rules of the format although its digest is right: it was made so. */
        BAD_STREAM(false),
        /** What was read back from the new image's place is not the image that the patch promises. */
        WRONG_TARGET(false);

        private final boolean beforeFirstWrite;

        Reason(boolean beforeFirstWrite) {
            this.beforeFirstWrite = beforeFirstWrite;
        }

        /**
         * Tells whether nothing was written yet.
         *
         * @return whether the place of the new image is untouched
         */
        public boolean beforeFirstWrite() {
            return beforeFirstWrite;
        }
    }
}
