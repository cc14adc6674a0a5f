/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.update;

/** Why an update ended as it did. The numbers are those of the journal and of the wire. */
public enum UpdateReason {
    /** No reason: it goes on, or went well. */
    NONE(0),
    /** The manifest was refused; the detail names the reason. */
    MANIFEST_REFUSED(1),
    /** Another update is on its way. */
    BUSY(2),
    /** The payload or the image is larger than this device has room for. */
    NO_ROOM(3),
    /** What was transferred is not what the manifest names, again and again. */
    PAYLOAD_DIGEST(4),
    /** The patch was refused; the detail names the reason. */
    PATCH_REFUSED(5),
    /** The storage failed, again and again. */
    STORAGE(6),
    /** The boot loader gave the new image up before it reached its test. */
    NOT_BOOTED(7),
    /** The application's test of the new image failed or took too long. */
    SELF_TEST_FAILED(8),
    /** The fleet called it off. */
    CANCELLED_BY_FLEET(9),
    /** The image of a refused manifest is the one that runs: there is nothing to do. */
    ALREADY_INSTALLED(10);

    private final int code;

    UpdateReason(int code) {
        this.code = code;
    }

    /**
     * Returns the number in journal and messages.
     *
     * @return 0 to 10
     */
    public int code() {
        return code;
    }

    static UpdateReason ofCode(long code) {
        for (UpdateReason reason : values()) {
            if (reason.code == code) {
                return reason;
            }
        }
        throw new IllegalArgumentException("no reason has the number " + code);
    }
}
