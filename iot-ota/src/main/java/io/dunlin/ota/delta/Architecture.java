/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.delta;

/** Which machine code an image holds, so that references in it can be predicted. */
public enum Architecture {
    /** Nothing is predicted. */
    NONE(0),
    /** Thumb-2, with addresses among the code. */
    THUMB2(1),
    /** A32, with addresses among the code. */
    A32(2),
    /** A64, and addresses in its data. */
    ARM64(3),
    /** Aligned addresses and distances only. */
    DATA(4);

    private final int code;

    Architecture(int code) {
        this.code = code;
    }

    /**
     * Returns the number that stands for it in a patch.
     *
     * @return the byte in the header
     */
    public int code() {
        return code;
    }

    static Architecture of(int code) {
        for (Architecture architecture : values()) {
            if (architecture.code == code) {
                return architecture;
            }
        }
        throw new PatchRefused(PatchRefused.Reason.UNSUPPORTED, "architecture " + code);
    }
}
