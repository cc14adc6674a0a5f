/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt;

/**
 * A client in numbers.
 *
 * @param isUp whether there is a connection that the server accepted
 * @param inFlight messages that were sent and not yet acknowledged by the server
 * @param queued messages that wait for the window, the connection or the store
 * @param unacknowledged messages that came and are not yet acknowledged by the application
 * @param storedBytes about how much of the store messages take
 */
public record MqttStatistics(boolean isUp, int inFlight, int queued, int unacknowledged, long storedBytes) {}
