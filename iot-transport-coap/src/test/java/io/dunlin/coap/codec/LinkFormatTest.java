/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dunlin.core.DecodeException;
import io.dunlin.core.LimitExceeded;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class LinkFormatTest {

    private static List<WebLink> read(String text) {
        return LinkFormat.read(text.getBytes(StandardCharsets.UTF_8), 20);
    }

    private static String written(List<WebLink> links) {
        return new String(LinkFormat.write(links), StandardCharsets.UTF_8);
    }

    @Test
    void rfc6690Section5_examples_areRead() {
        List<WebLink> links =
                read("</sensors>;ct=40;title=\"Sensor Index\",\n</sensors/temp>;rt=\"temperature-c\";if=\"sensor\","
                        + "</sensors/light>;rt=\"light-lux core.sen-light\";if=sensor;obs,"
                        + "<http://www.example.com/sensors/t123>;anchor=\"/sensors/temp\";rel=\"describedby\"");
        assertThat(links)
                .containsExactly(
                        WebLink.to("/sensors").with("ct", "40").with("title", "Sensor Index"),
                        WebLink.to("/sensors/temp").with("rt", "temperature-c").with("if", "sensor"),
                        WebLink.to("/sensors/light")
                                .with("rt", "light-lux core.sen-light")
                                .with("if", "sensor")
                                .with("obs", ""),
                        WebLink.to("http://www.example.com/sensors/t123")
                                .with("anchor", "/sensors/temp")
                                .with("rel", "describedby"));
        assertThat(read("")).isEmpty();
    }

    @Test
    void links_areWritten_withNumbersBareAndTextsQuoted() {
        assertThat(written(List.of(
                        WebLink.to("/a")
                                .with("ct", "40")
                                .with("title", "say \"hi\" \\ bye")
                                .with("obs", ""),
                        WebLink.to("/b").with("rt", "x"))))
                .isEqualTo("</a>;ct=40;title=\"say \\\"hi\\\" \\\\ bye\";obs,</b>;rt=\"x\"");
        assertThat(LinkFormat.reference("/a b/\u00e9>")).isEqualTo("/a%20b/%C3%A9%3E");
    }

    @Test
    void filter_matchesValuesWordsAndBeginnings() {
        WebLink link = WebLink.to("/sensors/light")
                .with("rt", "light-lux core.sen-light")
                .with("title", "a b");
        assertThat(link.matches("href", "/sensors/*")).isTrue();
        assertThat(link.matches("href", "/sensors")).isFalse();
        assertThat(link.matches("rt", "core.sen-light")).isTrue();
        assertThat(link.matches("rt", "light-lux")).isTrue();
        assertThat(link.matches("rt", "core*")).isTrue();
        assertThat(link.matches("rt", "core")).isFalse();
        assertThat(link.matches("title", "b")).isFalse();
        assertThat(link.matches("title", "a*")).isTrue();
        assertThat(link.matches("if", "*")).isFalse();
    }

    @Test
    void brokenLists_areRefused_andLongOnesToo() {
        for (String bad :
                new String[] {"x", "<", "</a", "</a>;", "</a>;=1", "</a>;x=", "</a>;x=\"y", "</a>,", "</a>x"}) {
            assertThatThrownBy(() -> read(bad)).as(bad).isInstanceOf(DecodeException.class);
        }
        assertThatThrownBy(() -> LinkFormat.read(new byte[] {'<', (byte) 0xC3, '>'}, 1))
                .hasMessageContaining("UTF-8");
        assertThatThrownBy(() -> read("</a>,".repeat(20) + "</a>"))
                .isInstanceOf(LimitExceeded.class)
                .hasMessageContaining("maxLinks");
        assertThatThrownBy(() -> read("</a>" + ";x".repeat(21))).isInstanceOf(LimitExceeded.class);
        assertThatThrownBy(() -> WebLink.to("/a").with("a b", "")).hasMessageContaining("a b");
        assertThatThrownBy(() -> WebLink.to("/a").with("", "x")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> WebLink.to("/a>")).isInstanceOf(IllegalArgumentException.class);
    }
}
