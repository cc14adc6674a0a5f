/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.core.DecodeException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.eclipse.californium.core.server.resources.ResourceAttributes;

/** Oracles: the round trip, and Californium's parser. */
class LinkFormatPropertyTest {

    private static final String[] NAMES = {"rt", "if", "ct", "sz", "title", "obs", "x-y"};
    private static final String LETTERS = "ab1 ,;=\"\\\u00e9";

    private static String text(Random random, int most) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(most + 1); i > 0; i--) {
            text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return text.toString();
    }

    private static List<WebLink> links(Random random) {
        List<WebLink> links = new ArrayList<>();
        for (int i = random.nextInt(6); i > 0; i--) {
            WebLink link = WebLink.to("/" + text(random, 5));
            for (int j = random.nextInt(5); j > 0; j--) {
                link = link.with(NAMES[random.nextInt(NAMES.length)], text(random, 6));
            }
            links.add(link);
        }
        return links;
    }

    @Property
    void whatIsWritten_isReadAgain(@ForAll long seed) {
        List<WebLink> links = links(new Random(seed));
        assertThat(LinkFormat.read(LinkFormat.write(links), 100)).isEqualTo(links);
    }

    @Property
    void californium_readsWhatIsWritten(@ForAll long seed) {
        Random random = new Random(seed);
        String value = "v" + random.nextInt(1_000);
        List<WebLink> links =
                List.of(WebLink.to("/a/" + value).with("rt", value).with("ct", "4" + random.nextInt(10)));
        String text = new String(LinkFormat.write(links), StandardCharsets.UTF_8);
        var theirs = org.eclipse.californium.core.coap.LinkFormat.parse(text)
                .iterator()
                .next();
        ResourceAttributes attributes = theirs.getAttributes();
        assertThat(theirs.getURI()).isEqualTo("/a/" + value);
        assertThat(attributes.getResourceTypes()).containsExactly(value);
        assertThat(attributes.getContentTypes())
                .containsExactly(links.get(0).attributes().get("ct").get(0));
    }

    @Property
    void anyBytes_areReadOrRefused_andWhatIsReadIsWrittenAlike(@ForAll long seed) {
        Random random = new Random(seed);
        byte[] bytes = LinkFormat.write(links(random));
        for (int i = random.nextInt(3); i >= 0 && bytes.length > 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        List<WebLink> read;
        try {
            read = LinkFormat.read(bytes, 100);
        } catch (DecodeException e) {
            assertThat(e.offset()).isBetween(0, bytes.length);
            return;
        }
        assertThat(LinkFormat.read(LinkFormat.write(read), 100)).isEqualTo(read);
    }
}
