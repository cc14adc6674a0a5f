/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.core.Channel;
import io.dunlin.core.DeviceId;
import io.dunlin.core.Tenant;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class AddressPropertyTest {

    @Property
    void parse_givesBackWhatTopicWrote(
            @ForAll("names") String tenant,
            @ForAll("names") String device,
            @ForAll Address.Direction direction,
            @ForAll Channel channel,
            @ForAll boolean only) {
        Address address =
                new Address(only ? Tenant.DEFAULT : new Tenant(tenant), new DeviceId(device), direction, channel);
        assertThat(Address.parse(address.topic())).isEqualTo(address);
    }

    @Property
    void parse_acceptsOnlyWhatTopicWrites(@ForAll String topic) {
        Address address = Address.parse(topic);
        assertThat(address == null || address.topic().equals(topic)).isTrue();
    }

    @Example
    void parse_refusesWhatIsNearlyAnAddress() {
        for (String topic : new String[] {
            "dunlin/v1/_/d/up",
            "dunlin/v1/_/d/up/",
            "dunlin/v1/_/d/up/nothing",
            "dunlin/v1/_/d/sideways/twin",
            "dunlin/v1//d/up/twin",
            "dunlin/v1/_/_d/up/twin",
            "dunlin/v1/_/d/up/twin/",
            "dunlin/v2/_/d/up/twin",
            "dunlin/v1/_"
        }) {
            assertThat(Address.parse(topic)).as(topic).isNull();
        }
    }

    @Example
    void filters_haveOneWildcardPerOpenLevel() {
        assertThat(Address.filter(new Tenant("acme"), new DeviceId("d1"), Address.Direction.DOWN))
                .isEqualTo("dunlin/v1/acme/d1/down/+");
        assertThat(Address.filter(Tenant.DEFAULT, Address.Direction.UP)).isEqualTo("dunlin/v1/_/+/up/+");
    }

    @Provide
    Arbitrary<String> names() {
        return Arbitraries.strings()
                .withCharRange('a', 'z')
                .withCharRange('A', 'Z')
                .withCharRange('0', '9')
                .withChars('.', '_', '-')
                .ofMinLength(1)
                .ofMaxLength(64)
                .filter(DeviceId::isValid);
    }
}
