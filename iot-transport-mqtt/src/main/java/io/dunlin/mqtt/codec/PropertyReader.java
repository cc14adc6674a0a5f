/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.codec;

/** Reads the properties of a packet in one pass, against the sets of what is allowed and what was seen. */
final class PropertyReader {

    /** Bit sets of allowed identifiers, by packet type value; index 0 is the Will. */
    private final long[] allowed = new long[16];

    private final int maxElements;

    /** There are none, nor a length of none: MQTT 3.1.1. */
    private final boolean none;

    private final PropertySet.Builder builder = PropertySet.builder();

    PropertyReader(Role sender, int maxElements, boolean none) {
        this.maxElements = maxElements;
        this.none = none;
        for (int type = 0; type < allowed.length; type++) {
            allowed[type] = Property.allowedIn(1 << type, sender);
        }
    }

    PropertySet readWill(PacketReader in) {
        return read(in, 0);
    }

    PropertySet read(PacketReader in, PacketType type) {
        return read(in, type.value());
    }

    private PropertySet read(PacketReader in, int type) {
        int length = none ? 0 : in.readVarInt("property length");
        if (length == 0) {
            return PropertySet.NONE;
        }
        int outer = in.limit(length);
        builder.clear();
        while (in.remaining() > 0) {
            readOne(in, type);
        }
        in.restoreEnd(outer);
        if (builder.has(Property.AUTHENTICATION_DATA) && !builder.has(Property.AUTHENTICATION_METHOD)) {
            throw in.protocolError("authentication data without a method");
        }
        return builder.build();
    }

    private void readOne(PacketReader in, int type) {
        int id = in.readVarInt("property identifier");
        Property property = Property.find(id);
        if (property == null) {
            throw in.malformed("no property has the identifier " + id);
        }
        if ((allowed[type] & property.bit()) == 0) {
            throw in.malformed(property + " is not allowed in this packet from this sender");
        }
        if (builder.has(property) && !mayRepeat(property, type)) {
            throw in.protocolError(property + " stands twice");
        }
        switch (property.kind()) {
            case BYTE -> setNumber(in, property, in.readByte(property.name()));
            case SHORT -> setNumber(in, property, in.readShort(property.name()));
            case INT -> setNumber(in, property, in.readInt(property.name()));
            case VARINT -> {
                countElement(in);
                setNumber(in, property, in.readVarInt(property.name()));
            }
            case TEXT -> {
                builder.put(property, in.readText(property.name()));
                checkText(in, property);
            }
            case BINARY -> builder.put(property, in.readBinary(property.name()));
            case PAIR -> {
                countElement(in);
                builder.add(new UserProperty(in.readText("user property name"), in.readText("user property value")));
            }
        }
    }

    private static boolean mayRepeat(Property property, int type) {
        return property == Property.USER_PROPERTY
                || (property == Property.SUBSCRIPTION_IDENTIFIER && type == PacketType.PUBLISH.value());
    }

    private void setNumber(PacketReader in, Property property, long value) {
        if (!property.accepts(value)) {
            throw in.protocolError(property + " cannot be " + value);
        }
        if (property == Property.TOPIC_ALIAS && value == 0) {
            throw in.refused(ReasonCode.TOPIC_ALIAS_INVALID, "topic alias is 0");
        }
        builder.set(property, value);
    }

    private void checkText(PacketReader in, Property property) {
        if (property == Property.RESPONSE_TOPIC && in.lastTextHasWildcard()) {
            throw in.protocolError("response topic holds a wildcard");
        }
    }

    private void countElement(PacketReader in) {
        if (builder.elements() == maxElements) {
            throw in.refused(ReasonCode.QUOTA_EXCEEDED, "more than " + maxElements + " properties");
        }
    }
}
