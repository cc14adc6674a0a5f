/**
 * An MQTT 5 client, and the links of device and fleet over it.
 *
 * <p>{@link io.dunlin.mqtt.MqttClient} for applications; {@link io.dunlin.mqtt.MqttLink} and
 * {@link io.dunlin.mqtt.MqttFleetLink} for Dunlin's own channels; all of them on a shared
 * {@link io.dunlin.mqtt.MqttRuntime} and towards an {@link io.dunlin.mqtt.MqttServer}.
 */
@NullMarked
package io.dunlin.mqtt;

import org.jspecify.annotations.NullMarked;
