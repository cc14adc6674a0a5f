/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.codec;

import io.dunlin.core.Utf8;
import io.dunlin.mqtt.codec.Property.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The properties of a packet. Immutable; each at most once, but user properties and subscription identifiers, whose order
 * is kept. Layout, encoding and builder share one file because they share one order: that of the identifiers.
 */
public final class PropertySet {

    /** No properties. */
    public static final PropertySet NONE =
            new PropertySet(0, new long[0], new Object[0], new UserProperty[0], new int[0]);

    private static final long NUMBERS = ofKind(true);
    private static final long OBJECTS = ofKind(false);

    /** A bit for each identifier; user properties and subscription identifiers have theirs if there is at least one. */
    private final long present;

    /** The values of the numeric properties and of the others, each in the order of the identifiers. */
    private final long[] numbers;

    private final Object[] objects;
    private final UserProperty[] userProperties;
    private final int[] subscriptionIdentifiers;
    private final int encodedLength;

    private PropertySet(
            long present, long[] numbers, Object[] objects, UserProperty[] userProperties, int[] identifiers) {
        this.present = present;
        this.numbers = numbers;
        this.objects = objects;
        this.userProperties = userProperties;
        this.subscriptionIdentifiers = identifiers;
        this.encodedLength = present == 0 ? 0 : measure();
    }

    private static long ofKind(boolean number) {
        long mask = 0;
        for (Property property : Property.values()) {
            if (property != Property.USER_PROPERTY
                    && property != Property.SUBSCRIPTION_IDENTIFIER
                    && property.kind().isNumber() == number) {
                mask |= property.bit();
            }
        }
        return mask;
    }

    /**
     * Starts a set.
     *
     * @return a builder, for one thread and one set
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Tells whether there are none.
     *
     * @return whether this is as good as {@link #NONE}
     */
    public boolean isEmpty() {
        return present == 0;
    }

    /**
     * Tells whether a property is there.
     *
     * @param property any
     * @return whether it is there at least once
     */
    public boolean has(Property property) {
        return (present & property.bit()) != 0;
    }

    /**
     * Returns the value of a numeric property.
     *
     * @param property one of a byte, two bytes or four bytes
     * @param absent what to return if it is not there
     * @return the value, unsigned
     */
    public long number(Property property, long absent) {
        requireSingle(property, property.kind().isNumber());
        return has(property) ? numbers[rank(NUMBERS, property)] : absent;
    }

    /**
     * Returns the value of a text property.
     *
     * @param property a text
     * @return the value, or null if it is not there
     */
    public @Nullable String text(Property property) {
        requireSingle(property, property.kind() == Kind.TEXT);
        return has(property) ? (String) objects[rank(OBJECTS, property)] : null;
    }

    /**
     * Returns the value of a binary property.
     *
     * @param property correlation or authentication data
     * @return a copy of the value, or null if it is not there
     */
    public byte @Nullable [] binary(Property property) {
        requireSingle(property, property.kind() == Kind.BINARY);
        return has(property) ? ((byte[]) objects[rank(OBJECTS, property)]).clone() : null;
    }

    /**
     * Returns the user properties.
     *
     * @return in the order of the packet; empty if there are none
     */
    public List<UserProperty> userProperties() {
        return List.of(userProperties);
    }

    /**
     * Returns the subscription identifiers.
     *
     * @return a copy in the order of the packet; empty if there are none
     */
    public int[] subscriptionIdentifiers() {
        return subscriptionIdentifiers.clone();
    }

    private int rank(long kind, Property property) {
        return Long.bitCount(present & kind & (property.bit() - 1));
    }

    private static void requireSingle(Property property, boolean kindFits) {
        if (!kindFits || property == Property.SUBSCRIPTION_IDENTIFIER) {
            throw new IllegalArgumentException(property + " has no value of this type");
        }
    }

    /**
     * Tells whether a packet may carry these properties.
     *
     * @param type the packet's type
     * @param sender who sends it
     * @return whether each of them is allowed
     */
    public boolean isAllowedIn(PacketType type, Role sender) {
        return (present & ~Property.allowedIn(type.bit(), sender)) == 0;
    }

    /**
     * Returns these properties with another value of a numeric one.
     *
     * @param property one of a byte, two bytes or four bytes
     * @param value its value, unsigned
     * @return this set if it has that value
     */
    public PropertySet with(Property property, long value) {
        if (number(property, -1) == value) {
            return this;
        }
        return builderWithout(property).set(property, value).build();
    }

    /**
     * Returns these properties with another value of a text.
     *
     * @param property a text
     * @param value its value
     * @return another set
     */
    public PropertySet with(Property property, String value) {
        return builderWithout(property).set(property, value).build();
    }

    /**
     * Returns these properties with another value of a binary one.
     *
     * @param property correlation or authentication data
     * @param value its value; copied
     * @return another set
     */
    public PropertySet with(Property property, byte[] value) {
        return builderWithout(property).set(property, value).build();
    }

    /**
     * Returns these properties and one user property more.
     *
     * @param name its name
     * @param value its value
     * @return another set
     */
    public PropertySet with(String name, String value) {
        Builder builder = builder();
        builder.copy(this, present);
        return builder.add(name, value).build();
    }

    private Builder builderWithout(Property property) {
        Builder builder = builder();
        builder.copy(this, present & ~property.bit());
        return builder;
    }

    /**
     * Returns these properties without one of them.
     *
     * @param property which
     * @return this set if it is not there
     */
    public PropertySet without(Property property) {
        if (!has(property)) {
            return this;
        }
        return builderWithout(property).build();
    }

    long present() {
        return present;
    }

    int subscriptionIdentifierCount() {
        return subscriptionIdentifiers.length;
    }

    /** Returns the bytes of all properties, without the length in front of them. */
    int encodedLength() {
        return encodedLength;
    }

    private int measure() {
        long bytes = 0;
        for (long rest = present; rest != 0; rest &= rest - 1) {
            Property property = at(rest);
            switch (property.kind()) {
                case BYTE -> bytes += 2;
                case SHORT -> bytes += 3;
                case INT -> bytes += 5;
                case VARINT -> {
                    for (int identifier : subscriptionIdentifiers) {
                        bytes += 1 + VarInt.length(identifier);
                    }
                }
                case TEXT -> bytes += 3 + Utf8.length((String) objects[rank(OBJECTS, property)]);
                case BINARY -> bytes += 3 + ((byte[]) objects[rank(OBJECTS, property)]).length;
                case PAIR -> {
                    for (UserProperty user : userProperties) {
                        bytes += 5 + Utf8.length(user.name()) + Utf8.length(user.value());
                    }
                }
            }
        }
        if (bytes > VarInt.MAX) {
            throw new IllegalArgumentException("properties take " + bytes + " bytes, MQTT allows " + VarInt.MAX);
        }
        return (int) bytes;
    }

    /** Writes all properties, without the length in front of them; returns the index after them. */
    int write(byte[] to, int offset) {
        int at = offset;
        for (long rest = present; rest != 0; rest &= rest - 1) {
            Property property = at(rest);
            byte id = (byte) property.id();
            switch (property.kind()) {
                case BYTE -> {
                    to[at] = id;
                    to[at + 1] = (byte) numbers[rank(NUMBERS, property)];
                    at += 2;
                }
                case SHORT -> {
                    to[at] = id;
                    at = Bytes.writeShort((int) numbers[rank(NUMBERS, property)], to, at + 1);
                }
                case INT -> {
                    to[at] = id;
                    at = Bytes.writeInt((int) numbers[rank(NUMBERS, property)], to, at + 1);
                }
                case VARINT -> {
                    for (int identifier : subscriptionIdentifiers) {
                        to[at] = id;
                        at = VarInt.write(identifier, to, at + 1);
                    }
                }
                case TEXT -> {
                    to[at] = id;
                    at = Bytes.writeText((String) objects[rank(OBJECTS, property)], to, at + 1);
                }
                case BINARY -> {
                    to[at] = id;
                    at = Bytes.writeBinary((byte[]) objects[rank(OBJECTS, property)], to, at + 1);
                }
                case PAIR -> {
                    for (UserProperty user : userProperties) {
                        to[at] = id;
                        at = Bytes.writeText(user.name(), to, at + 1);
                        at = Bytes.writeText(user.value(), to, at);
                    }
                }
            }
        }
        return at;
    }

    private static Property at(long bits) {
        Property property = Property.find(Long.numberOfTrailingZeros(bits));
        if (property == null) {
            throw new AssertionError("no property has the lowest bit of " + bits);
        }
        return property;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PropertySet that
                && present == that.present
                && Arrays.equals(numbers, that.numbers)
                && Arrays.deepEquals(objects, that.objects)
                && Arrays.equals(userProperties, that.userProperties)
                && Arrays.equals(subscriptionIdentifiers, that.subscriptionIdentifiers);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(present) * 31 + Arrays.hashCode(numbers) + Arrays.deepHashCode(objects);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("{");
        for (long rest = present; rest != 0; rest &= rest - 1) {
            Property property = at(rest);
            text.append(text.length() > 1 ? ", " : "").append(property).append('=');
            switch (property.kind()) {
                case TEXT -> text.append('"').append(text(property)).append('"');
                case BINARY ->
                    text.append(((byte[]) objects[rank(OBJECTS, property)]).length)
                            .append(" bytes");
                case VARINT -> text.append(Arrays.toString(subscriptionIdentifiers));
                case PAIR -> text.append(Arrays.toString(userProperties));
                default -> text.append(numbers[rank(NUMBERS, property)]);
            }
        }
        return text.append('}').toString();
    }

    /** Collects properties; the decoder uses one again and again. */
    public static final class Builder {

        private long present;
        private final long[] numbers = new long[Property.MAX_ID + 1];
        private final @Nullable Object[] objects = new @Nullable Object[Property.MAX_ID + 1];
        private final List<UserProperty> userProperties = new ArrayList<>(0);
        private int[] identifiers = new int[0];
        private int identifierCount;

        private Builder() {}

        /**
         * Sets a numeric property.
         *
         * @param property one of a byte, two bytes or four bytes, or a subscription identifier, which is added
         * @param value its value, unsigned
         * @return this
         */
        public Builder set(Property property, long value) {
            if (!property.kind().isNumber() || !property.accepts(value)) {
                throw new IllegalArgumentException(property + " cannot be " + value);
            }
            present |= property.bit();
            if (property == Property.SUBSCRIPTION_IDENTIFIER) {
                if (identifierCount == identifiers.length) {
                    identifiers = Arrays.copyOf(identifiers, Math.max(2, 2 * identifierCount));
                }
                identifiers[identifierCount++] = (int) value;
            } else {
                numbers[property.id()] = value;
            }
            return this;
        }

        /**
         * Sets a text property.
         *
         * @param property a text
         * @param value its value
         * @return this
         */
        public Builder set(Property property, String value) {
            if (property.kind() != Kind.TEXT) {
                throw new IllegalArgumentException(property + " is not a text");
            }
            Texts.require(property.name(), value);
            if (property == Property.RESPONSE_TOPIC && !Topics.isName(value)) {
                throw new IllegalArgumentException("RESPONSE_TOPIC cannot be \"" + value + "\"");
            }
            return put(property, value);
        }

        /**
         * Sets a binary property.
         *
         * @param property correlation or authentication data
         * @param value at most 65 535 bytes; copied
         * @return this
         */
        public Builder set(Property property, byte[] value) {
            if (property.kind() != Kind.BINARY || value.length > Bytes.MAX_BINARY) {
                throw new IllegalArgumentException(property + " cannot be " + value.length + " bytes");
            }
            return put(property, value.clone());
        }

        /**
         * Adds a user property.
         *
         * @param name its name
         * @param value its value
         * @return this
         */
        public Builder add(String name, String value) {
            return add(new UserProperty(name, value));
        }

        /**
         * Adds a user property.
         *
         * @param user its name and value
         * @return this
         */
        public Builder add(UserProperty user) {
            present |= Property.USER_PROPERTY.bit();
            userProperties.add(user);
            return this;
        }

        /** Sets a value that the caller checked and gives away. */
        Builder put(Property property, Object value) {
            present |= property.bit();
            objects[property.id()] = value;
            return this;
        }

        private void copy(PropertySet from, long which) {
            for (long rest = which; rest != 0; rest &= rest - 1) {
                copy(at(rest), from);
            }
        }

        private void copy(Property property, PropertySet from) {
            switch (property.kind()) {
                case VARINT -> {
                    for (int identifier : from.subscriptionIdentifiers) {
                        set(property, identifier);
                    }
                }
                case PAIR -> {
                    for (UserProperty user : from.userProperties) {
                        add(user);
                    }
                }
                case TEXT, BINARY -> put(property, from.objects[from.rank(OBJECTS, property)]);
                default -> set(property, from.numbers[from.rank(NUMBERS, property)]);
            }
        }

        boolean has(Property property) {
            return (present & property.bit()) != 0;
        }

        int elements() {
            return userProperties.size() + identifierCount;
        }

        /**
         * Makes the set.
         *
         * @return the set; the builder is empty afterwards
         */
        public PropertySet build() {
            if (present == 0) {
                return NONE;
            }
            long[] numberValues = new long[Long.bitCount(present & NUMBERS)];
            int at = 0;
            for (long rest = present & NUMBERS; rest != 0; rest &= rest - 1) {
                numberValues[at++] = numbers[Long.numberOfTrailingZeros(rest)];
            }
            Object[] objectValues = new Object[Long.bitCount(present & OBJECTS)];
            at = 0;
            for (long rest = present & OBJECTS; rest != 0; rest &= rest - 1) {
                Object value = objects[Long.numberOfTrailingZeros(rest)];
                if (value == null) {
                    throw new AssertionError("a property that is present has a value");
                }
                objectValues[at++] = value;
            }
            PropertySet set = new PropertySet(
                    present,
                    numberValues,
                    objectValues,
                    userProperties.toArray(new UserProperty[0]),
                    Arrays.copyOf(identifiers, identifierCount));
            clear();
            return set;
        }

        void clear() {
            present = 0;
            Arrays.fill(objects, null);
            userProperties.clear();
            identifierCount = 0;
        }
    }
}
