/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.wire;

import io.dunlin.core.DeviceId;
import io.dunlin.core.Tenant;

/**
 * Who may publish and subscribe to what, for whatever broker can ask: a device only its own topics, the fleet those of
 * all its devices. The caller has authenticated the identity (the certificate's common name) and checked that the MQTT
 * client id equals it.
 *
 * @param tenant whose devices
 * @param fleet the common name of the fleet's own certificate; no device may have it
 */
public record AccessRule(Tenant tenant, String fleet) {

    /**
     * Decides on a connection.
     *
     * @param identity the certificate's common name
     * @param clientId the MQTT client id
     * @return whether the client is who it says it is
     */
    public boolean mayConnect(String identity, String clientId) {
        return identity.equals(clientId) && (identity.equals(fleet) || DeviceId.isValid(identity));
    }

    /**
     * Decides on a publication.
     *
     * @param identity the certificate's common name
     * @param topic the topic
     * @return whether the broker accepts it
     */
    public boolean mayPublish(String identity, String topic) {
        Address address = Address.parse(topic);
        if (address == null || !address.tenant().equals(tenant)) {
            return false;
        }
        return identity.equals(fleet)
                ? address.direction() == Address.Direction.DOWN
                : address.direction() == Address.Direction.UP
                        && address.device().value().equals(identity);
    }

    /**
     * Decides on a subscription.
     *
     * @param identity the certificate's common name
     * @param filter the topic filter
     * @return whether the broker accepts it
     */
    public boolean maySubscribe(String identity, String filter) {
        if (identity.equals(fleet)) {
            return filter.equals(Address.filter(tenant, Address.Direction.UP));
        }
        if (!DeviceId.isValid(identity)) {
            return false;
        }
        String own = Address.filter(tenant, new DeviceId(identity), Address.Direction.DOWN);
        Address address = Address.parse(filter);
        return filter.equals(own)
                || (address != null
                        && address.tenant().equals(tenant)
                        && address.direction() == Address.Direction.DOWN
                        && address.device().value().equals(identity));
    }
}
