/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt;

import io.dunlin.core.tls.IdentitySwitch;

/**
 * How an identity switch ended.
 *
 * @param outcome whether the client now runs on the new identity; if not, the old connection was left as it was
 * @param detail why not, for people
 */
public record SwitchResult(IdentitySwitch.Outcome outcome, String detail) {

    /**
     * Tells whether the server took the new identity.
     *
     * @return whether the client now runs on it
     */
    public boolean isAccepted() {
        return outcome == IdentitySwitch.Outcome.ACCEPTED;
    }
}
