/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.session;

/** Who is told what came of a message. */
@FunctionalInterface
public interface PublishReport {

    /**
     * The message is durable: from here on it survives the process. Called at most once, before {@link #done}, and only
     * if the session has a store that the message is for.
     */
    default void stored() {}

    /**
     * The message has come to its end. May call any method of the session.
     *
     * @param result what is known
     */
    void done(PublishResult result);
}
