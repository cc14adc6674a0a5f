/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.dunlin.mqtt.Covers;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the specification wants of packets, statement by statement: what is not written, and what is refused. */
class CodecConformanceTest {

    private static final PacketEncoder CLIENT = new PacketEncoder(Role.CLIENT);

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits.replace(" ", ""));
    }

    private static Packet read(String digits) {
        byte[] bytes = hex(digits);
        return new PacketDecoder(Role.CLIENT, DecodeLimits.DEFAULT).decode(bytes, 0, bytes.length);
    }

    private static void refused(ReasonCode reason, String digits) {
        assertThatExceptionOfType(MqttDecodeException.class)
                .isThrownBy(() -> read(digits))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(reason));
    }

    private static String written(Packet packet) {
        return HexFormat.of().formatHex(CLIENT.encode(packet));
    }

    private static Publish publish(String topic, PropertySet properties) {
        return Publish.of(topic, QoS.AT_MOST_ONCE, false, false, 0, properties, new byte[0]);
    }

    @Test
    @Covers({"3.1.3-4", "3.1.3-11", "3.1.3-12", "3.3.2-13", "3.3.2-19", "3.8.3-1", "3.10.3-1"})
    void mqtt_1_5_4_1_illFormedText_isNeitherWrittenNorRead() {
        String surrogate = "\ud800";
        assertThatIllegalArgumentException().isThrownBy(() -> publish(surrogate, PropertySet.NONE));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Connect(surrogate, true, 0, null, null, null, PropertySet.NONE));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Connect("c", true, 0, null, surrogate, null, PropertySet.NONE));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Will(surrogate, QoS.AT_MOST_ONCE, false, new byte[0], PropertySet.NONE));
        assertThatIllegalArgumentException().isThrownBy(() -> new Subscription(surrogate, QoS.AT_MOST_ONCE));
        assertThatIllegalArgumentException().isThrownBy(() -> new Unsubscribe(1, List.of(surrogate), PropertySet.NONE));
        for (Property text : List.of(Property.RESPONSE_TOPIC, Property.CONTENT_TYPE)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> PropertySet.builder().set(text, surrogate));
        }
        refused(ReasonCode.MALFORMED_PACKET, "30 06 0003 eda080 00");
        refused(ReasonCode.MALFORMED_PACKET, "30 04 0001 ff 00");
    }

    @Test
    @Covers({"4.7.3-2"})
    void mqtt_1_5_4_2_nullCharacter_isNeitherWrittenNorRead() {
        assertThatIllegalArgumentException().isThrownBy(() -> publish("a\0b", PropertySet.NONE));
        refused(ReasonCode.MALFORMED_PACKET, "30 04 0001 00 00");
    }

    @Test
    void mqtt_1_5_4_3_byteOrderMark_isACharacterLikeOthers() {
        assertThat(((Publish) read("30 07 0004 efbbbf61 00")).topic()).isEqualTo("\ufeffa");
        assertThat(written(publish("\ufeffa", PropertySet.NONE))).isEqualTo("30070004efbbbf6100");
    }

    @Test
    void mqtt_1_5_5_1_numbers_areInTheirShortestForm() {
        Publish publish = Publish.of("t", QoS.AT_MOST_ONCE, false, false, 0, PropertySet.NONE, new byte[124]);
        assertThat(written(publish)).startsWith("308001000174");
        refused(ReasonCode.MALFORMED_PACKET, "d0 80 00");
        refused(ReasonCode.MALFORMED_PACKET, "30 05 0001 61 80 00");
    }

    @Test
    void mqtt_1_5_7_1_bothTextsOfAPair_areWellFormed() {
        assertThatIllegalArgumentException().isThrownBy(() -> new UserProperty("\ud800", "v"));
        assertThatIllegalArgumentException().isThrownBy(() -> new UserProperty("n", "\0"));
        refused(ReasonCode.MALFORMED_PACKET, "30 0b 0001 61 07 26 0001 ff 0001 61");
        refused(ReasonCode.MALFORMED_PACKET, "30 0b 0001 61 07 26 0001 61 0001 ff");
    }

    @Test
    @Covers({"3.6.1-1", "3.8.1-1", "3.10.1-1", "3.14.1-1", "3.15.1-1"})
    void mqtt_2_1_3_1_reservedFlags_areAsTheyHaveToBe() {
        for (String bad :
                List.of("21 03 00 00 00", "41 02 0007", "60 02 0007", "d1 00", "e1 00", "f1 00", "91 04 0001 00 00")) {
            refused(ReasonCode.MALFORMED_PACKET, bad);
        }
        assertThat(written(new PublishReply(PacketType.PUBREL, 1, ReasonCode.SUCCESS)))
                .startsWith("62");
        assertThat(written(new Subscribe(1, List.of(new Subscription("a", QoS.AT_MOST_ONCE)), PropertySet.NONE)))
                .startsWith("82");
        assertThat(written(new Unsubscribe(1, List.of("a"), PropertySet.NONE))).startsWith("a2");
        assertThat(written(new Disconnect(ReasonCode.SUCCESS, PropertySet.NONE)))
                .isEqualTo("e000");
        assertThat(written(Ping.REQUEST)).isEqualTo("c000");
    }

    @Test
    void mqtt_2_2_1_2_qos0_hasNoPacketId() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Publish.of("a", QoS.AT_MOST_ONCE, false, false, 1, PropertySet.NONE, new byte[0]));
        assertThat(written(publish("a", PropertySet.NONE))).isEqualTo("300400016100");
        refused(ReasonCode.MALFORMED_PACKET, "32 06 0001 61 0000 00");
    }

    @Test
    void mqtt_2_2_2_1_withoutProperties_thereIsALengthOfZero() {
        assertThat(written(publish("a", PropertySet.NONE))).endsWith("00");
        refused(ReasonCode.MALFORMED_PACKET, "30 03 0001 61");
    }

    @Test
    @Covers({"3.1.2-11", "3.1.2-12", "3.1.2-13"})
    void mqtt_3_1_2_3_connectFlags_areConsistent() {
        Connect plain = new Connect("c", true, 0, null, null, null, PropertySet.NONE);
        assertThat(written(plain)).isEqualTo("100e00044d5154540502000000000163");
        for (QoS qos : QoS.values()) {
            Will will = new Will("w", qos, true, new byte[0], PropertySet.NONE);
            Connect connect = new Connect("c", false, 0, will, null, null, PropertySet.NONE);
            assertThat(written(connect).substring(18, 20))
                    .isEqualTo(HexFormat.of().toHexDigits((byte) (0x24 | qos.value() << 3)));
        }
    }

    @Test
    void mqtt_3_1_3_10_userProperties_keepTheirOrder() {
        PropertySet properties =
                PropertySet.builder().add("b", "1").add("a", "2").add("b", "3").build();
        Publish read = (Publish) read("30 19 0001 61 15 26 0001 62 0001 31 26 0001 61 0001 32 26 0001 62 0001 33");
        assertThat(read.properties()).isEqualTo(properties);
        assertThat(written(publish("a", properties))).endsWith("152600016200013126000161000132260001620001" + "33");
    }

    @Test
    @Covers("3.2.2-6")
    void mqtt_3_2_2_1_connackFlags_areZeroButForTheSession() {
        refused(ReasonCode.MALFORMED_PACKET, "20 03 02 00 00");
        refused(ReasonCode.PROTOCOL_ERROR, "20 03 01 87 00");
    }

    @Test
    @Covers({"3.4.2-1", "3.5.2-1", "3.6.2-1", "3.7.2-1", "3.14.2-1", "3.15.2-1"})
    void mqtt_3_2_2_8_reasonCodes_areThoseOfThePacket() {
        for (String bad : List.of(
                "20 03 00 04 00",
                "40 03 0007 92",
                "50 03 0007 01",
                "62 03 0007 87",
                "70 03 0007 97",
                "e0 01 04",
                "f0 06 19 04 15 0001 6d",
                "e0 01 7f")) {
            refused(ReasonCode.PROTOCOL_ERROR, bad);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> written(new PublishReply(PacketType.PUBREL, 1, ReasonCode.NOT_AUTHORIZED)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> written(new PublishReply(PacketType.PUBACK, 1, ReasonCode.BANNED)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> written(new Disconnect(ReasonCode.SERVER_BUSY, PropertySet.NONE)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> written(new Auth(ReasonCode.NOT_AUTHORIZED, PropertySet.NONE)));
    }

    @Test
    void mqtt_3_3_1_4_qosOf3_isNeitherWrittenNorRead() {
        refused(ReasonCode.MALFORMED_PACKET, "36 06 0001 61 0001 00");
        assertThat(QoS.values()).hasSize(3);
    }

    @Test
    @Covers({"4.7.0-1", "3.3.2-14"})
    void mqtt_3_3_2_2_topicNames_holdNoWildcards() {
        assertThat(written(publish("a", PropertySet.NONE))).startsWith("3004000161");
        for (String bad : List.of("a/+", "#")) {
            assertThatIllegalArgumentException().isThrownBy(() -> publish(bad, PropertySet.NONE));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> PropertySet.builder().set(Property.RESPONSE_TOPIC, bad));
        }
        refused(ReasonCode.MALFORMED_PACKET, "30 04 0001 23 00");
        refused(ReasonCode.PROTOCOL_ERROR, "30 08 0001 61 04 08 0001 2b");
    }

    @Test
    void mqtt_3_3_2_1_topic_isTheFirstField() {
        assertThat(((Publish) read("32 06 0001 61 0007 00")).topic()).isEqualTo("a");
        refused(ReasonCode.PROTOCOL_ERROR, "30 03 0000 00");
    }

    @Test
    @Covers("3.10.3-2")
    void mqtt_3_8_3_2_subscribeAndUnsubscribe_nameAtLeastOneFilter() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Subscribe(1, List.of(), PropertySet.NONE));
        assertThatIllegalArgumentException().isThrownBy(() -> new Unsubscribe(1, List.of(), PropertySet.NONE));
    }

    @Test
    void mqtt_3_8_3_5_reservedOptions_areZero() {
        Subscription all = new Subscription("a", QoS.EXACTLY_ONCE, true, true, Subscription.Retained.NEVER);
        assertThat(written(new Subscribe(1, List.of(all), PropertySet.NONE))).endsWith("2e");
    }

    @Test
    @Covers("3.15.2-3")
    void mqtt_3_15_2_2_auth_carriesMethodAndDataOnly() {
        PropertySet properties =
                PropertySet.builder().set(Property.AUTHENTICATION_METHOD, "m").build();
        assertThat(written(new Auth(ReasonCode.CONTINUE_AUTHENTICATION, properties)))
                .isEqualTo("f006180415" + "00016d");
    }

    @Test
    void mqtt_4_7_1_1_numberSign_isTheLastLevel() {
        for (String bad : List.of("a#", "a/#/b", "#a")) {
            assertThat(Topics.isFilter(bad)).as(bad).isFalse();
        }
        assertThat(Topics.isFilter("#")).isTrue();
        assertThat(Topics.isFilter("a/#")).isTrue();
        assertThat(Topics.matches("a/#", "a")).isTrue();
    }

    @Test
    void mqtt_4_7_1_2_plus_isAWholeLevel() {
        for (String bad : List.of("a+", "+a", "a/b+/c")) {
            assertThat(Topics.isFilter(bad)).as(bad).isFalse();
        }
        assertThat(Topics.isFilter("+/a/+")).isTrue();
        assertThat(Topics.matches("+/a", "/a")).isTrue();
        assertThat(Topics.matches("+", "a/b")).isFalse();
    }

    @Test
    void mqtt_4_7_2_1_wildcardAtTheStart_doesNotTakeDollarTopics() {
        assertThat(Topics.matches("#", "$SYS/x")).isFalse();
        assertThat(Topics.matches("+/x", "$SYS/x")).isFalse();
        assertThat(Topics.matches("$SYS/+", "$SYS/x")).isTrue();
    }

    @Test
    @Covers("4.7.3-3")
    void mqtt_4_7_3_1_topics_haveOneTo65535Bytes() {
        assertThat(Topics.isName("")).isFalse();
        assertThat(Topics.isFilter("")).isFalse();
        assertThat(Topics.isName("x".repeat(65_535))).isTrue();
        assertThat(Topics.isName("x".repeat(65_536))).isFalse();
        assertThat(Topics.isFilter("x".repeat(65_536))).isFalse();
    }

    @Test
    void mqtt_4_7_3_4_matching_comparesCharacters_andNothingElse() {
        assertThat(Topics.matches("ACCOUNTS", "Accounts")).isFalse();
        assertThat(Topics.matches("a/b", "/a/b")).isFalse();
        assertThat(Topics.matches("\u00e9", "e\u0301")).isFalse();
    }

    @Test
    @Covers("4.8.2-2")
    void mqtt_4_8_2_1_sharedSubscription_hasANameAndAFilter() {
        assertThat(Topics.isFilter("$share/g/a/+")).isTrue();
        for (String bad : List.of("$share//a", "$share/g", "$share/g/", "$share/g+/a", "$share/#/a")) {
            assertThat(Topics.isFilter(bad)).as(bad).isFalse();
        }
    }
}
