/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt;

/** Who is told whether the server took a new identity. */
@FunctionalInterface
public interface IdentitySwitch {

    /**
     * The switch has ended. Called once, on the loop.
     *
     * @param outcome how
     */
    void done(Outcome outcome);

    /**
     * How a switch ended. Accepted means that the server answered CONNECT with success: in TLS 1.3 a finished handshake
     * does not yet mean that the server takes the client's certificate.
     *
     * @param accepted whether the link now runs on the new identity; if not, the old connection was left as it was
     * @param detail why not, for people
     */
    record Outcome(boolean accepted, String detail) {
        static final Outcome ACCEPTED = new Outcome(true, "");

        static Outcome refused(String why) {
            return new Outcome(false, why);
        }
    }
}
