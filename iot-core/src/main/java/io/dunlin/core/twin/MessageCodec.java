/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.twin;

import io.dunlin.core.cbor.CborLimits;
import io.dunlin.core.cbor.CborReader;
import io.dunlin.core.cbor.CborWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Messages as CBOR arrays that start with their number. */
final class MessageCodec {

    private static final int HELLO = 1;
    private static final int WELCOME = 2;
    private static final int STRANGER = 3;
    private static final int SYNC = 4;
    private static final int DELTA = 5;
    private static final int REPORT = 6;
    private static final int SEEN = 7;
    static final int MAX_SERIAL = 0xFFFF;

    private MessageCodec() {}

    static CborLimits limits(TwinLimits limits) {
        // The message, a container of changes, a change, an answer and the arrays of a value.
        return new CborLimits(
                limits.maxMessageBytes(),
                4 + Value.MAX_DEPTH,
                limits.maxMessageBytes(),
                limits.maxMessageBytes(),
                limits.maxMessageBytes());
    }

    static byte[] encode(Message message) {
        CborWriter writer = new CborWriter();
        if (message instanceof Message.Hello hello) {
            writer.array(3).integer(HELLO).bytes(hello.store().toBytes()).integer(hello.nonce());
        } else if (message instanceof Message.Welcome welcome) {
            writer.array(3).integer(WELCOME).integer(welcome.nonce());
            writer.bytes(welcome.incarnation().toBytes());
        } else if (message instanceof Message.Stranger stranger) {
            writer.array(2).integer(STRANGER).integer(stranger.tag());
        } else if (message instanceof Message.Sync sync) {
            writer.array(8).integer(SYNC).bytes(sync.incarnation().toBytes()).integer(sync.serial());
            writer.integer(sync.have()).integer(sync.digest());
            writer.integer(sync.rv()).integer(sync.reportedDigest());
            textOrNull(writer, sync.cursor());
        } else if (message instanceof Message.Delta delta) {
            writer.array(7).integer(DELTA).integer(delta.tag()).integer(delta.serial());
            writer.integer(delta.latest()).integer(delta.seen()).bool(delta.disagrees());
            update(writer, delta.update());
        } else if (message instanceof Message.Report report) {
            writer.array(3).integer(REPORT).integer(report.tag());
            update(writer, report.update());
        } else if (message instanceof Message.Seen seen) {
            writer.array(5).integer(SEEN).integer(seen.tag()).integer(seen.seen());
            textOrNull(writer, seen.cursor());
            writer.integer(seen.latest());
        }
        return writer.toByteArray();
    }

    static Message decode(byte[] bytes, CborLimits limits) {
        CborReader reader = new CborReader(bytes, 0, bytes.length, limits);
        int items = reader.array();
        int type = (int) reader.integer(HELLO, SEEN);
        int expected = new int[] {3, 3, 2, 8, 7, 3, 5}[type - 1];
        if (items != expected) {
            throw reader.unexpected("a message of kind " + type + " has " + expected + " items, not " + items);
        }
        Message message = switch (type) {
            case HELLO -> new Message.Hello(incarnation(reader), reader.integer());
            case WELCOME -> new Message.Welcome(reader.integer(), incarnation(reader));
            case STRANGER -> new Message.Stranger(reader.integer());
            case SYNC ->
                new Message.Sync(
                        incarnation(reader),
                        serial(reader),
                        version(reader),
                        reader.integer(),
                        reader.integer(Message.Sync.NOT_AT_REST, Space.MAX_VERSION),
                        reader.integer(),
                        pathOrNull(reader));
            case DELTA ->
                new Message.Delta(
                        reader.integer(),
                        serial(reader),
                        version(reader),
                        version(reader),
                        reader.bool(),
                        update(reader, Content.Desired.FORM, 1));
            case REPORT -> new Message.Report(reader.integer(), update(reader, Content.Reported.FORM, 2));
            default -> new Message.Seen(reader.integer(), version(reader), pathOrNull(reader), version(reader));
        };
        reader.end();
        return message;
    }

    static void textOrNull(CborWriter writer, @Nullable String text) {
        if (text == null) {
            writer.nil();
        } else {
            writer.text(text);
        }
    }

    static @Nullable String pathOrNull(CborReader reader) {
        return reader.tryNil() ? null : path(reader);
    }

    static String path(CborReader reader) {
        String path = reader.text();
        if (!TwinPath.isValid(path)) {
            throw reader.unexpected("no path: " + path);
        }
        return path;
    }

    static long version(CborReader reader) {
        return reader.integer(0, Space.MAX_VERSION);
    }

    static Incarnation incarnation(CborReader reader) {
        byte[] bytes = reader.bytes();
        if (bytes.length != Incarnation.BYTES) {
            throw reader.unexpected("an incarnation of " + bytes.length + " bytes");
        }
        return Incarnation.of(bytes);
    }

    private static int serial(CborReader reader) {
        return (int) reader.integer(0, MAX_SERIAL);
    }

    private static <C extends Content> void update(CborWriter writer, Update<C> update) {
        Update.Stretch stretch = update.stretch();
        if (stretch == null) {
            writer.array(3).integer(update.from()).integer(update.to());
        } else {
            writer.array(4).integer(update.to()).text(stretch.after()).text(stretch.through());
        }
        List<Update.Change<C>> changes = update.changes();
        writer.array(changes.size());
        for (Update.Change<C> change : changes) {
            writer.array(change.content() instanceof Content.Desired ? 3 : 4);
            // The age is mostly a byte, where the version is several.
            writer.text(change.path()).integer(update.to() - change.version());
            change.content().write(writer);
        }
    }

    private static <C extends Content> Update<C> update(CborReader reader, Content.Form<C> form, int items) {
        boolean delta = reader.array() == 3;
        long from = delta ? version(reader) : 0;
        long to = version(reader);
        Update.Stretch stretch = delta ? null : new Update.Stretch(pathOrEmpty(reader), pathOrEmpty(reader));
        if (from > to
                || (stretch != null
                        && !stretch.through().isEmpty()
                        && stretch.after().compareTo(stretch.through()) > 0)) {
            throw reader.unexpected("a range that ends before it starts");
        }
        int count = reader.array();
        List<Update.Change<C>> changes = new ArrayList<>(Math.min(count, 64));
        for (int i = 0; i < count; i++) {
            reader.array(2 + items);
            String path = path(reader);
            if (stretch != null && !covers(stretch, path)) {
                throw reader.unexpected("a path outside of the stretch: " + path);
            }
            long version = to - reader.integer(0, to - from);
            changes.add(new Update.Change<>(path, version, form.read(reader)));
        }
        return new Update<>(from, to, stretch, changes);
    }

    private static boolean covers(Update.Stretch stretch, String path) {
        return stretch.after().compareTo(path) < 0
                && (stretch.through().isEmpty() || path.compareTo(stretch.through()) <= 0);
    }

    private static String pathOrEmpty(CborReader reader) {
        String text = reader.text();
        if (!text.isEmpty() && !TwinPath.isValid(text)) {
            throw reader.unexpected("no path: " + text);
        }
        return text;
    }
}
