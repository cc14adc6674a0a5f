/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.samples.quickstart.stage;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One line between the director and its programs: a verb and named texts.
 *
 * @param verb what it is about
 * @param fields the texts by name, in the order given
 */
public record Message(String verb, Map<String, String> fields) {

    private static final String MARK = "@@";

    public static Message of(String verb, Object... namesAndValues) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.put(namesAndValues[i].toString(), namesAndValues[i + 1].toString());
        }
        return new Message(verb, fields);
    }

    /** Reads a line; anything that is not a message, such as a log line, gives null. */
    public static @Nullable Message parse(String line) {
        if (!line.startsWith(MARK)) {
            return null;
        }
        String[] parts = line.substring(MARK.length()).split(" ", -1);
        Map<String, String> fields = new LinkedHashMap<>();
        for (int i = 1; i < parts.length; i++) {
            int equals = parts[i].indexOf('=');
            fields.put(
                    parts[i].substring(0, equals),
                    URLDecoder.decode(parts[i].substring(equals + 1), StandardCharsets.UTF_8));
        }
        return new Message(parts[0], fields);
    }

    public String line() {
        StringBuilder line = new StringBuilder(MARK).append(verb);
        fields.forEach((name, value) ->
                line.append(' ').append(name).append('=').append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
        return line.toString();
    }

    public String text(String name) {
        String value = fields.get(name);
        if (value == null) {
            throw new IllegalArgumentException("\"" + verb + "\" needs " + name + ", got " + fields);
        }
        return value;
    }

    public long number(String name) {
        return Long.parseLong(text(name));
    }
}
