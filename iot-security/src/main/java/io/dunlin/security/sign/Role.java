/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.security.sign;

/**
 * What a key may sign. A key has one role: a signature that is right but was made by a key of another role counts for
 * nothing, so the loss of an online key never becomes the loss of firmware.
 */
public enum Role {
    /** Signs which keys have which role. Kept offline, several together. */
    ROOT,
    /** Signs firmware manifests. Kept offline, several together. */
    FIRMWARE,
    /** Signs commands. Online, limited to some operations. */
    COMMAND,
    /** Signs statements of the present time. */
    TIME,
    /** Signs configuration. */
    CONFIG,
    /** Signs receipts: a device's own key. */
    RECEIPT
}
