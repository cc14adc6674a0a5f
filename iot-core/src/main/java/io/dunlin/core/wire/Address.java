/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.wire;

import io.dunlin.core.Channel;
import io.dunlin.core.DeviceId;
import io.dunlin.core.Tenant;
import org.jspecify.annotations.Nullable;

/**
 * Where a message goes or came from: {@code dunlin/v1/TENANT/DEVICE/DIRECTION/CHANNEL}, an MQTT topic or, with a leading
 * slash, a CoAP path. The default tenant is written {@code _}, which no tenant's name can be.
 *
 * @param tenant whose device
 * @param device which device
 * @param direction up to the fleet or down to the device
 * @param channel what about
 */
public record Address(Tenant tenant, DeviceId device, Direction direction, Channel channel) {

    private static final String PREFIX = "dunlin/v1/";
    private static final String DEFAULT_TENANT = "_";

    /** The way of a message. */
    public enum Direction {
        /** From a device to the fleet. */
        UP("up"),
        /** From the fleet to a device. */
        DOWN("down");

        private final String segment;

        Direction(String segment) {
            this.segment = segment;
        }
    }

    /**
     * Returns the topic.
     *
     * @return six levels, without wildcards
     */
    public String topic() {
        return prefix(tenant) + device.value() + '/' + direction.segment + '/' + channel.segment();
    }

    /**
     * Returns the filter that matches all channels of one device in one direction.
     *
     * @param tenant whose device
     * @param device which device
     * @param direction the way
     * @return a topic filter with one single-level wildcard
     */
    public static String filter(Tenant tenant, DeviceId device, Direction direction) {
        return prefix(tenant) + device.value() + '/' + direction.segment + "/+";
    }

    /**
     * Returns the filter that matches all channels of all devices of a tenant in one direction.
     *
     * @param tenant whose devices
     * @param direction the way
     * @return a topic filter with two single-level wildcards
     */
    public static String filter(Tenant tenant, Direction direction) {
        return prefix(tenant) + "+/" + direction.segment + "/+";
    }

    /**
     * Reads a topic that a peer chose.
     *
     * @param topic any text
     * @return the address, or null if the topic is not one of this contract
     */
    public static @Nullable Address parse(String topic) {
        if (!topic.startsWith(PREFIX)) {
            return null;
        }
        int tenantEnd = topic.indexOf('/', PREFIX.length());
        int deviceEnd = tenantEnd < 0 ? -1 : topic.indexOf('/', tenantEnd + 1);
        int directionEnd = deviceEnd < 0 ? -1 : topic.indexOf('/', deviceEnd + 1);
        if (directionEnd < 0) {
            return null;
        }
        String tenant = topic.substring(PREFIX.length(), tenantEnd);
        String device = topic.substring(tenantEnd + 1, deviceEnd);
        boolean isDefault = tenant.equals(DEFAULT_TENANT);
        if (!DeviceId.isValid(device) || !(isDefault || DeviceId.isValid(tenant))) {
            return null;
        }
        String way = topic.substring(deviceEnd + 1, directionEnd);
        String about = topic.substring(directionEnd + 1);
        for (Direction direction : Direction.values()) {
            for (Channel channel : Channel.values()) {
                if (direction.segment.equals(way) && channel.segment().equals(about)) {
                    Tenant owner = isDefault ? Tenant.DEFAULT : new Tenant(tenant);
                    return new Address(owner, new DeviceId(device), direction, channel);
                }
            }
        }
        return null;
    }

    private static String prefix(Tenant tenant) {
        return PREFIX + (tenant.value().isEmpty() ? DEFAULT_TENANT : tenant.value()) + '/';
    }
}
