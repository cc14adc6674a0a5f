/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.session;

/** Makes the reports of messages that an earlier process published. */
@FunctionalInterface
interface RestoredReports {
    PublishReport of(Message message);
}
