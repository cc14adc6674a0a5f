/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Says whether to follow a server that names another one (MQTT 5.0, 4.11). Called on the loop; must not block. */
@FunctionalInterface
public interface RedirectPolicy {

    /** Stays with the server that was given. */
    RedirectPolicy NEVER = (present, reference, permanent) -> null;

    /**
     * Decides.
     *
     * @param present the server that was given
     * @param reference what it said, such as {@code host} or {@code host:port}; if it named several, all of them,
     *     separated by spaces
     * @param permanent whether it says so for good
     * @return where to connect, or null to stay
     */
    @Nullable
    MqttServer follow(MqttServer present, String reference, boolean permanent);

    /**
     * Follows to some hosts only: to the first of those that the server names. Port, if not named, and credentials stay
     * the same.
     *
     * @param hosts names or addresses
     * @return the policy
     */
    static RedirectPolicy toHosts(Set<String> hosts) {
        Set<String> known = Set.copyOf(hosts);
        return (present, reference, permanent) -> {
            for (String each : reference.split(" ", -1)) {
                MqttServer server = present.moved(each);
                if (server != null && known.contains(server.host())) {
                    return server;
                }
            }
            return null;
        };
    }
}
