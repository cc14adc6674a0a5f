/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.session;

/** Who is told what came of a SUBSCRIBE or UNSUBSCRIBE. */
@FunctionalInterface
public interface FilterReport {

    /**
     * The request has come to its end. May call any method of the session.
     *
     * @param result what is known
     */
    void done(FilterResult result);
}
