/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap.codec;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A link in the format of constrained devices (RFC 6690 section 2). Immutable.
 *
 * @param target the reference between the angle brackets
 * @param attributes the values of each attribute in their order; of one without a value the empty text
 */
public record WebLink(String target, Map<String, List<String>> attributes) {

    /** Takes copies. */
    public WebLink {
        if (target.indexOf('>') >= 0) {
            throw new IllegalArgumentException("a target holds no \">\", got \"" + target + "\"");
        }
        Map<String, List<String>> copy = new LinkedHashMap<>();
        for (Map.Entry<String, List<String>> entry : attributes.entrySet()) {
            requireName(entry.getKey());
            copy.put(entry.getKey(), List.copyOf(entry.getValue()));
        }
        attributes = Collections.unmodifiableMap(copy);
    }

    private static void requireName(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (!LinkFormat.isNamePart(name.charAt(i))) {
                throw new IllegalArgumentException("\"" + name + "\" is no name of an attribute");
            }
        }
        if (name.isEmpty()) {
            throw new IllegalArgumentException("an attribute has a name");
        }
    }

    /**
     * Makes a link without attributes.
     *
     * @param target the reference
     * @return the link
     */
    public static WebLink to(String target) {
        return new WebLink(target, Map.of());
    }

    /**
     * Adds a value to an attribute.
     *
     * @param name such as {@code rt}, {@code if}, {@code ct}, {@code sz}, {@code title}, {@code obs}
     * @param value empty for an attribute without a value
     * @return the changed link
     */
    public WebLink with(String name, String value) {
        Map<String, List<String>> changed = new LinkedHashMap<>(attributes);
        List<String> values = new ArrayList<>(changed.getOrDefault(name, List.of()));
        values.add(value);
        changed.put(name, values);
        return new WebLink(target, changed);
    }

    /**
     * Tells whether a query selects this link (section 4.1). The values of {@code rt}, {@code if} and {@code rel} are
     * lists of words, any of which may match; {@code href} is the target.
     *
     * @param name the attribute
     * @param pattern a value, or the beginning of one and a star
     * @return whether it matches
     */
    public boolean matches(String name, String pattern) {
        if (name.equals("href")) {
            return fits(target, pattern);
        }
        boolean words = name.equals("rt") || name.equals("if") || name.equals("rel");
        for (String value : attributes.getOrDefault(name, List.of())) {
            if (fits(value, pattern) || (words && anyWordMatches(value, pattern))) {
                return true;
            }
        }
        return false;
    }

    private static boolean anyWordMatches(String value, String pattern) {
        int from = 0;
        for (int to = value.indexOf(' '); to >= 0; to = value.indexOf(' ', from)) {
            if (fits(value.substring(from, to), pattern)) {
                return true;
            }
            from = to + 1;
        }
        return fits(value.substring(from), pattern);
    }

    private static boolean fits(String value, String pattern) {
        return pattern.endsWith("*")
                ? value.startsWith(pattern.substring(0, pattern.length() - 1))
                : value.equals(pattern);
    }
}
