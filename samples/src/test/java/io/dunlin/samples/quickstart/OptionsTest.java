/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.samples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Properties;
import org.junit.jupiter.api.Test;

class OptionsTest {

    @Test
    void from_usesTheDefaults_whenNothingIsGiven() {
        assertThat(Options.from(new Properties())).isEqualTo(new Options(5, "mqtt", true, 180));
        assertThat(Options.from(of("quickstart.devices", " "))).isEqualTo(Options.from(new Properties()));
    }

    @Test
    void from_readsEachOption() {
        Properties given = of("quickstart.devices", "7");
        given.setProperty("quickstart.transport", "CoAP");
        given.setProperty("quickstart.chaos", "off");
        given.setProperty("quickstart.seconds", "600");
        assertThat(Options.from(given)).isEqualTo(new Options(7, "coap", false, 600));
    }

    @Test
    void from_saysWhatIsAccepted_whenAValueIsBad() {
        assertThatThrownBy(() -> Options.from(of("quickstart.devices", "2")))
                .hasMessage("-Dquickstart.devices=2: give a number from 3 to 20, or leave it out for 5");
        assertThatThrownBy(() -> Options.from(of("quickstart.seconds", "soon"))).hasMessageContaining("give a number");
        assertThatThrownBy(() -> Options.from(of("quickstart.transport", "http")))
                .hasMessageContaining("mqtt, coap");
        assertThatThrownBy(() -> Options.from(of("quickstart.chaos", "maybe"))).hasMessageContaining("on, off");
    }

    private static Properties of(String key, String value) {
        Properties properties = new Properties();
        properties.setProperty(key, value);
        return properties;
    }
}
