/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * Sockets and TLS on the JDK alone, for small devices.
 *
 * <p>{@link io.dunlin.mqtt.socket.SocketTransport} opens connections and has one loop,
 * {@link io.dunlin.mqtt.socket.SocketLine} is a connection with a thread for each direction.
 */
@NullMarked
package io.dunlin.mqtt.socket;

import org.jspecify.annotations.NullMarked;
