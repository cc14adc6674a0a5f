/**
 * The client's half of an MQTT 5.0 session as a state machine: bytes and time go in, bytes and events come out.
 *
 * <p>{@link io.dunlin.mqtt.session.Session} lives as long as the client and is given one
 * {@link io.dunlin.mqtt.session.Connection} after another; it speaks through {@link io.dunlin.mqtt.session.Wire} and
 * {@link io.dunlin.mqtt.session.SessionListener}. {@link io.dunlin.mqtt.session.Reconnect} says when to try again.
 */
@NullMarked
@Kernel
package io.dunlin.mqtt.session;

import io.dunlin.core.Kernel;
import org.jspecify.annotations.NullMarked;
