/**
 * Sockets and TLS on Netty: carries bytes between the network and a session, and time to it.
 *
 * <p>{@link io.dunlin.mqtt.netty.NettyTransport} opens connections, {@link io.dunlin.mqtt.netty.NettyChannel} is one.
 */
@NullMarked
package io.dunlin.mqtt.netty;

import org.jspecify.annotations.NullMarked;
