/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.delta.diff;

import io.dunlin.ota.delta.PatchHeader;

/**
 * A patch that was applied and compared before it was handed out.
 *
 * @param header what it says of itself
 * @param bytes the whole patch; not copied
 * @param covers how many parts of the new image are taken from the old one; 0 if the old image did not help
 */
@SuppressWarnings("ArrayRecordComponent") // A holder: never compared, large, and not to be copied.
public record Patch(PatchHeader header, byte[] bytes, int covers) {

    /**
     * Tells whether sending the patch saves anything worth the work.
     *
     * @return whether it is at least a twentieth smaller than the new image
     */
    public boolean isWorthwhile() {
        return bytes.length < header.target().length() / 20 * 19;
    }
}
