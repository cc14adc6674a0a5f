/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.twin;

import io.dunlin.core.cbor.CborLimits;
import io.dunlin.core.cbor.CborReader;
import io.dunlin.core.cbor.CborWriter;
import java.util.Map;

/** Whole spaces in stored state: {@code [[path, version, content ...] ...]}. */
final class SpaceCodec {

    private static final int MAX_ITEMS = 1 << 20;
    private static final int MAX_BYTES = 1 << 28;

    private SpaceCodec() {}

    /** Stored state is our own: it is bounded by what was allowed to get into it. */
    static CborReader reader(byte[] bytes) {
        CborLimits limits = new CborLimits(MAX_BYTES, 5 + Value.MAX_DEPTH, MAX_ITEMS, MAX_BYTES, MAX_BYTES);
        return new CborReader(bytes, 0, bytes.length, limits);
    }

    static <C extends Content> void write(CborWriter writer, Space<C> space) {
        writer.array(space.size());
        for (Map.Entry<String, Entry<C>> each : space.entries().entrySet()) {
            C content = each.getValue().content();
            writer.array(content instanceof Content.Desired ? 3 : 4);
            writer.text(each.getKey()).integer(each.getValue().version());
            content.write(writer);
        }
    }

    static <C extends Content> void read(CborReader reader, Space<C> space, Content.Form<C> form) {
        int count = reader.array();
        for (int i = 0; i < count; i++) {
            reader.array();
            String path = MessageCodec.path(reader);
            space.put(path, Entry.of(path, MessageCodec.version(reader), form.read(reader)));
        }
    }
}
