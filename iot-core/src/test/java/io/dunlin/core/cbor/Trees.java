/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.cbor;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** Reads any item into plain objects and writes them back: the second half of a round trip. */
final class Trees {

    /** A tagged item. */
    record Tagged(long tag, Object item) {}

    /** Null, which {@code Map} and {@code List} of the JDK would rather not hold. */
    enum Nil {
        NIL
    }

    private Trees() {}

    static Object read(CborReader reader) {
        return switch (reader.type()) {
            case INTEGER -> reader.integer();
            case BYTES -> ByteBuffer.wrap(reader.bytes());
            case TEXT -> reader.text();
            case BOOL -> reader.bool();
            case NIL -> {
                reader.nil();
                yield Nil.NIL;
            }
            case FLOAT -> new Bits(Double.doubleToRawLongBits(reader.float64()));
            case TAG -> new Tagged(reader.tag(), read(reader));
            case ARRAY -> {
                Object[] items = new Object[reader.array()];
                for (int i = 0; i < items.length; i++) {
                    items[i] = read(reader);
                }
                yield Arrays.asList(items);
            }
            case MAP -> {
                Map<Object, Object> map = new LinkedHashMap<>();
                for (int pairs = reader.map(); pairs > 0; pairs--) {
                    map.put(read(reader), read(reader));
                }
                yield map;
            }
            case END -> throw new AssertionError("nothing to read");
        };
    }

    static byte[] encode(Object tree) {
        CborWriter writer = new CborWriter();
        write(writer, tree);
        return writer.toByteArray();
    }

    private static void write(CborWriter writer, Object tree) {
        if (tree instanceof Long integer) {
            writer.integer(integer);
        } else if (tree instanceof ByteBuffer bytes) {
            writer.bytes(bytes.array());
        } else if (tree instanceof String text) {
            writer.text(text);
        } else if (tree instanceof Boolean bool) {
            writer.bool(bool);
        } else if (tree instanceof Nil) {
            writer.nil();
        } else if (tree instanceof Bits bits) {
            writer.float64(Double.longBitsToDouble(bits.value()));
        } else if (tree instanceof Tagged tagged) {
            write(writer.tag(tagged.tag()), tagged.item());
        } else if (tree instanceof Iterable<?> items) {
            int count = 0;
            for (Object ignored : items) {
                count++;
            }
            writer.array(count);
            items.forEach(item -> write(writer, item));
        } else {
            writeMap(writer, (Map<?, ?>) tree);
        }
    }

    private static void writeMap(CborWriter writer, Map<?, ?> map) {
        TreeMap<byte[], Object> sorted = new TreeMap<>(Arrays::compareUnsigned);
        map.forEach((key, value) -> sorted.put(encode(key), value));
        writer.map(sorted.size());
        sorted.forEach((key, value) -> write(writer.raw(key), value));
    }

    /** A double that compares by all of its bits. */
    record Bits(long value) {}
}
