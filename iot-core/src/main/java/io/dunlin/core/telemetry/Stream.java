/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.telemetry;

/**
 * One measured quantity of a device.
 *
 * @param name 1 to {@value #MAX_NAME} characters, unique inside a schema
 * @param unit 0 to {@value #MAX_UNIT} characters, best a unit of RFC 8428 section 12.1 such as {@code Cel} or {@code m/s}
 * @param type what the values are
 * @param priority how soon a value must leave
 * @param freshnessNanos how old a value may become on the device before it is sent, in nanoseconds, at least 0;
 *     {@link Long#MAX_VALUE} for no bound
 */
public record Stream(String name, String unit, StreamType type, Priority priority, long freshnessNanos) {

    /** The longest name, in characters. */
    public static final int MAX_NAME = 64;

    /** The longest unit, in characters. */
    public static final int MAX_UNIT = 32;

    /** Checks the bounds. */
    public Stream {
        if (name.isEmpty() || name.length() > MAX_NAME) {
            throw new IllegalArgumentException(
                    "a stream's name has 1 to " + MAX_NAME + " characters, got \"" + name + "\"");
        }
        if (unit.length() > MAX_UNIT) {
            throw new IllegalArgumentException(
                    "a stream's unit has at most " + MAX_UNIT + " characters, got \"" + unit + "\"");
        }
        if (freshnessNanos < 0) {
            throw new IllegalArgumentException("freshnessNanos must be at least 0, got " + freshnessNanos);
        }
    }

    /**
     * Makes a stream of doubles with normal priority.
     *
     * @param name its name
     * @param unit its unit
     * @param freshnessNanos how old a value may become on the device, in nanoseconds
     * @return the stream
     */
    public static Stream ofDouble(String name, String unit, long freshnessNanos) {
        return new Stream(name, unit, StreamType.DOUBLE, Priority.NORMAL, freshnessNanos);
    }
}
