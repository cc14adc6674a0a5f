/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.fleet.command;

import io.dunlin.core.DeviceId;
import io.dunlin.security.sign.VerificationKey;
import java.io.IOException;
import java.util.List;

/** Knows the keys by which devices sign receipts. */
@FunctionalInterface
public interface DeviceKeys {

    /**
     * Finds the keys of a device, for a short while more than one during a rotation. Called on the worker; may block.
     *
     * @param device whose
     * @return keys in role {@link io.dunlin.security.sign.Role#RECEIPT}; empty if none is known
     * @throws IOException if they cannot be looked up now
     */
    List<VerificationKey> of(DeviceId device) throws IOException;
}
