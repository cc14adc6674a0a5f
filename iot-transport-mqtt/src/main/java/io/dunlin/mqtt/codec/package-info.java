/**
 * The packets of MQTT 5.0 and their bytes, strict in both directions.
 *
 * <p>{@link io.dunlin.mqtt.codec.Packet} and its records; {@link io.dunlin.mqtt.codec.PacketStream} finds packets in a
 * stream, {@link io.dunlin.mqtt.codec.PacketDecoder} reads one, {@link io.dunlin.mqtt.codec.PacketEncoder} writes one;
 * {@link io.dunlin.mqtt.codec.Property} and {@link io.dunlin.mqtt.codec.ReasonCode} hold what is allowed where.
 */
@NullMarked
@Kernel
package io.dunlin.mqtt.codec;

import io.dunlin.core.Kernel;
import org.jspecify.annotations.NullMarked;
