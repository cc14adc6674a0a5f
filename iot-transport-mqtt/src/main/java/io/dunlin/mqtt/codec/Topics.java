/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.codec;

/** The rules of topic names and topic filters (MQTT 5.0, 4.7 and 4.8.2). */
public final class Topics {

    private static final String SHARE = "$share/";

    private Topics() {}

    /**
     * Tells whether a message may be published to a topic.
     *
     * @param topic any text
     * @return whether it is 1 to 65 535 bytes of text that MQTT can carry, without wildcards
     */
    public static boolean isName(String topic) {
        int bytes = Texts.check(topic);
        return bytes > 0 && bytes <= Texts.MAX_BYTES && !hasWildcard(topic);
    }

    static boolean hasWildcard(String topic) {
        return topic.indexOf('+') >= 0 || topic.indexOf('#') >= 0;
    }

    /**
     * Tells whether a filter may be subscribed to.
     *
     * @param filter any text
     * @return whether its length and wildcards, and its share name if it has one, follow the rules
     */
    public static boolean isFilter(String filter) {
        int bytes = Texts.check(filter);
        if (bytes < 1 || bytes > Texts.MAX_BYTES) {
            return false;
        }
        if (!isShared(filter)) {
            return wildcardsStandAlone(filter, 0);
        }
        int nameEnd = filter.indexOf('/', SHARE.length());
        return nameEnd > SHARE.length()
                && nameEnd + 1 < filter.length()
                && !hasWildcard(filter.substring(SHARE.length(), nameEnd))
                && wildcardsStandAlone(filter, nameEnd + 1);
    }

    /**
     * Tells whether a filter is a shared subscription's.
     *
     * @param filter a filter
     * @return whether it starts with {@code $share/}
     */
    public static boolean isShared(String filter) {
        return filter.startsWith(SHARE);
    }

    private static boolean wildcardsStandAlone(String filter, int from) {
        int length = filter.length();
        for (int i = from; i < length; i++) {
            char c = filter.charAt(i);
            if (c != '+' && c != '#') {
                continue;
            }
            boolean startsLevel = i == from || filter.charAt(i - 1) == '/';
            boolean endsLevel = i + 1 == length || (c == '+' && filter.charAt(i + 1) == '/');
            if (!startsLevel || !endsLevel) {
                return false;
            }
        }
        return true;
    }

    /**
     * Tells whether a filter takes a topic. A wildcard in the first level does not take topics that start with a dollar
     * sign (4.7.2). Runs in time linear in the lengths.
     *
     * @param filter a valid filter; of a shared one, its filter without the share
     * @param topic a valid topic name
     * @return whether messages of the topic match
     */
    public static boolean matches(String filter, String topic) {
        int f = 0;
        if (isShared(filter)) {
            f = filter.indexOf('/', SHARE.length()) + 1;
        }
        if (topic.charAt(0) == '$' && (filter.charAt(f) == '+' || filter.charAt(f) == '#')) {
            return false;
        }
        int t = 0;
        while (true) {
            int filterEnd = levelEnd(filter, f);
            int topicEnd = levelEnd(topic, t);
            if (f < filter.length() && filter.charAt(f) == '#') {
                return true;
            }
            boolean any = filterEnd == f + 1 && filter.charAt(f) == '+';
            if (!any && !(filterEnd - f == topicEnd - t && filter.regionMatches(f, topic, t, topicEnd - t))) {
                return false;
            }
            boolean filterDone = filterEnd == filter.length();
            if (topicEnd == topic.length()) {
                // "a/#" also takes "a" itself.
                return filterDone || (filter.length() == filterEnd + 2 && filter.charAt(filterEnd + 1) == '#');
            }
            if (filterDone) {
                return false;
            }
            f = filterEnd + 1;
            t = topicEnd + 1;
        }
    }

    private static int levelEnd(String text, int from) {
        int slash = text.indexOf('/', from);
        return slash < 0 ? text.length() : slash;
    }
}
