/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.device;

import io.dunlin.core.Link;
import io.dunlin.core.tls.TlsIdentitySource;

/** Makes the link of a device that has an identity. */
@FunctionalInterface
public interface LinkFactory {

    /**
     * Makes the link. Called once, on the loop, as soon as the device has an identity.
     *
     * @param identity to be asked at every connect
     * @return a link on the device's loop that is not started; one that is an
     *     {@link io.dunlin.core.tls.IdentitySwitch} tries new identities without a gap
     */
    Link link(TlsIdentitySource identity);
}
