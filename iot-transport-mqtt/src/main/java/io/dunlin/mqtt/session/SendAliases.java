/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.session;

import io.dunlin.mqtt.codec.Property;
import io.dunlin.mqtt.codec.PropertySet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The topic aliases of one connection, client to server: those topics have one that were published to last. */
final class SendAliases {

    /** An alias and its property take this much, so a shorter topic is better sent itself. */
    private static final int WORTHWHILE_CHARS = 4;

    private final int maximum;
    private final Map<String, Integer> aliases = new LinkedHashMap<>(16, 0.75f, true);

    /** What a message without properties of its own carries, by alias. */
    private final @Nullable PropertySet[] alone;

    SendAliases(int maximum) {
        this.maximum = maximum;
        this.alone = new @Nullable PropertySet[maximum + 1];
    }

    static @Nullable SendAliases of(Negotiated server, SessionConfig config) {
        int maximum = Math.min(server.topicAliasMaximum(), config.sendTopicAliases());
        return maximum == 0 ? null : new SendAliases(maximum);
    }

    /** Returns the alias that the server knows for a topic, 0 if there is none. */
    int known(String topic) {
        Integer alias = aliases.get(topic);
        return alias == null ? 0 : alias;
    }

    /** Returns the alias that the topic is to get, 0 if none. */
    int next(String topic) {
        if (topic.length() < WORTHWHILE_CHARS) {
            return 0;
        }
        return aliases.size() < maximum
                ? aliases.size() + 1
                : aliases.values().iterator().next();
    }

    /** The server has been told. */
    void assign(String topic, int alias) {
        if (aliases.size() == maximum) {
            Iterator<String> oldest = aliases.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
        aliases.put(topic, alias);
    }

    PropertySet with(PropertySet properties, int alias) {
        if (!properties.isEmpty()) {
            return properties.with(Property.TOPIC_ALIAS, alias);
        }
        PropertySet set = alone[alias];
        if (set == null) {
            set = properties.with(Property.TOPIC_ALIAS, alias);
            alone[alias] = set;
        }
        return set;
    }
}
