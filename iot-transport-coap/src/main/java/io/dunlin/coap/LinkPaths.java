/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap;

import io.dunlin.core.Channel;
import io.dunlin.core.DeviceId;
import io.dunlin.core.Tenant;
import io.dunlin.core.wire.Address;
import io.dunlin.core.wire.Address.Direction;

/** The paths of the wire contract, as an address is a CoAP path with a leading slash. */
final class LinkPaths {

    private LinkPaths() {}

    static String message(Tenant tenant, DeviceId device, Direction direction, Channel channel) {
        return "/" + new Address(tenant, device, direction, channel).topic();
    }

    /** Where a device says that it is there. */
    static String presence(Tenant tenant, DeviceId device) {
        String sibling = Address.filter(tenant, device, Direction.UP);
        return "/" + sibling.substring(0, sibling.length() - "up/+".length()) + "link";
    }
}
