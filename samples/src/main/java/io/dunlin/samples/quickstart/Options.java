/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.samples.quickstart;

import java.util.Locale;
import java.util.Properties;

/**
 * What the user asked for.
 *
 * @param devices how many devices, 3 to 20: the story needs three that fail in different ways
 * @param transport the name of a {@link Transport}
 * @param chaos whether things are broken on purpose
 * @param seconds how long the story may take before it counts as failed
 */
record Options(int devices, String transport, boolean chaos, int seconds) {

    static Options from(Properties properties) {
        return new Options(
                number(properties, "quickstart.devices", 5, 3, 20),
                choice(properties, "quickstart.transport", "mqtt", "mqtt", "coap"),
                choice(properties, "quickstart.chaos", "on", "on", "off").equals("on"),
                number(properties, "quickstart.seconds", 180, 30, 3600));
    }

    private static int number(Properties properties, String key, int otherwise, int least, int most) {
        String text = properties.getProperty(key, "").strip();
        if (text.isEmpty()) {
            return otherwise;
        }
        try {
            int value = Integer.parseInt(text);
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            // The message below says what is accepted.
        }
        throw new IllegalArgumentException("-D" + key + "=" + text + ": give a number from " + least + " to " + most
                + ", or leave it out for " + otherwise);
    }

    private static String choice(Properties properties, String key, String otherwise, String... allowed) {
        String text = properties.getProperty(key, "").strip().toLowerCase(Locale.ROOT);
        if (text.isEmpty()) {
            return otherwise;
        }
        for (String each : allowed) {
            if (each.equals(text)) {
                return text;
            }
        }
        throw new IllegalArgumentException("-D" + key + "=" + text + ": give one of " + String.join(", ", allowed)
                + ", or leave it out for " + otherwise);
    }
}
