/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.cbor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.dunlin.core.LimitExceeded;
import io.dunlin.core.cbor.CborException.Kind;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CborReaderTest {

    @ParameterizedTest
    @ValueSource(strings = {"1817", "190018", "1a0000ffff", "1b00000000ffffffff", "5800", "780161", "980100", "d80100"})
    void longerArgument_isRefused(String hex) {
        assertRefused(hex, CborReader::skip, Kind.NOT_DETERMINISTIC);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a201000100", "a202000100", "a2616100616100", "a220000100", "82a20100010000"})
    void keysOutOfOrderOrTwice_areRefused(String hex) {
        assertRefused(hex, CborReader::skip, Kind.NOT_DETERMINISTIC);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1c", "1d", "1e", "1f", "3f", "5c", "df", "fc", "ff", "f818", "61c0", "62c080", "63eda080"})
    void malformedItem_isRefused(String hex) {
        assertRefused(hex, CborReader::skip, Kind.MALFORMED);
    }

    @Test
    void otherType_isRefused_withTheOffset() {
        CborReader reader = reader("82016161");
        reader.array(2);
        reader.integer();
        assertThatThrownBy(reader::integer)
                .isInstanceOfSatisfying(CborException.class, e -> {
                    assertThat(e.kind()).isEqualTo(Kind.WRONG_TYPE);
                    assertThat(e.offset()).isEqualTo(2);
                })
                .hasMessage("INTEGER was expected, not TEXT at byte 2");
    }

    @Test
    void otherCountOrRange_isRefused() {
        assertRefused("83010203", reader -> reader.array(2), Kind.UNEXPECTED);
        assertRefused("1864", reader -> reader.integer(0, 99), Kind.UNEXPECTED);
        assertThat(reader("1864").integer(0, 100)).isEqualTo(100);
    }

    @Test
    void end_isRefused_whenBytesFollow_orItemsAreUnread() {
        assertRefused(
                "0000",
                reader -> {
                    reader.integer();
                    reader.end();
                },
                Kind.TRAILING);
        assertRefused(
                "820000",
                reader -> {
                    reader.array();
                    reader.integer();
                    reader.end();
                },
                Kind.TRAILING);
        assertRefused(
                "8200",
                reader -> {
                    reader.array();
                    reader.integer();
                    reader.end();
                },
                Kind.TRUNCATED);
    }

    @Test
    void readingBeyondTheMessage_isRefused() {
        assertRefused(
                "00",
                reader -> {
                    reader.integer();
                    assertThat(reader.type()).isEqualTo(CborType.END);
                    reader.integer();
                },
                Kind.TRUNCATED);
    }

    @Test
    void messageInsideALargerArray_isReadAlone() {
        byte[] bytes = HexFormat.of().parseHex("ffff8201f6ffff");
        CborReader reader = new CborReader(bytes, 2, 3, CborLimits.DEFAULT);
        reader.array(2);
        assertThat(reader.tryNil()).isFalse();
        assertThat(reader.integer()).isEqualTo(1);
        assertThat(reader.tryNil()).isTrue();
        assertThat(reader.offset()).isEqualTo(3);
        reader.end();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "5bffffffffffffffff",
                "5a7fffffff",
                "7bffffffffffffffff",
                "9bffffffffffffffff",
                "9a7fffffff",
                "bbffffffffffffffff",
                "ba3fffffff"
            })
    void hugeLength_exceedsALimit_withoutAllocation(String hex) {
        assertThat(catchThrowable(() -> reader(hex).skip())).isInstanceOf(LimitExceeded.class);
    }

    @Test
    void hugeCountWithinTheLimits_isRefused_beforeTheCallerCanAllocate() {
        CborLimits generous = new CborLimits(100, 4, (1 << 30) - 1, Integer.MAX_VALUE, Integer.MAX_VALUE);
        for (String hex : new String[] {"9a3fffffff", "ba3fffffff", "5a7fffffff", "7a7fffffff"}) {
            byte[] bytes = HexFormat.of().parseHex(hex);
            assertThat(catchThrowable(() -> new CborReader(bytes, 0, bytes.length, generous).skip()))
                    .isInstanceOfSatisfying(
                            CborException.class, e -> assertThat(e.kind()).isEqualTo(Kind.TRUNCATED));
        }
    }

    @Test
    void everyLimit_holdsAtItsBound() {
        CborLimits limits = new CborLimits(12, 2, 2, 3, 4);
        assertLimit("818100", limits, null);
        assertLimit("81818100", limits, "maxDepth");
        assertLimit("c1c2c300", limits, "maxDepth");
        assertLimit("820000", limits, null);
        assertLimit("83000000", limits, "maxItems");
        assertLimit("a3000001000200", limits, "maxItems");
        assertLimit("63616161", limits, null);
        assertLimit("6461616161", limits, "maxTextBytes");
        assertLimit("4400000000", limits, null);
        assertLimit("450000000000", limits, "maxByteStringBytes");
        assertLimit("824400000000450000000000", limits, "maxByteStringBytes");
        assertLimit("82440000000044000000000000", limits, "maxMessageBytes");
        assertThat(limits.withMaxMessageBytes(3)).isEqualTo(new CborLimits(3, 2, 2, 3, 3));
    }

    @Test
    void deepNesting_isRefused_withoutRecursion() {
        byte[] bytes = new byte[1 << 20];
        Arrays.fill(bytes, (byte) 0x81);
        CborLimits deep = new CborLimits(bytes.length, bytes.length, 1, 0, 0);
        assertThat(catchThrowable(() -> new CborReader(bytes, 0, bytes.length, deep).skip()))
                .isInstanceOf(CborException.class);
        assertThat(catchThrowable(() -> new CborReader(bytes).skip())).isInstanceOf(LimitExceeded.class);
    }

    @Test
    void impossibleLimits_areRefused() {
        assertThatThrownBy(() -> new CborLimits(0, 1, 1, 1, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new CborLimits(1, 1, 1 << 30, 1, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new CborLimits(1, 1, 1, -1, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new CborReader(new byte[2], 1, 2, CborLimits.DEFAULT))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static void assertLimit(String hex, CborLimits limits, String exceeded) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        Throwable refusal = catchThrowable(() -> new CborReader(bytes, 0, bytes.length, limits).skip());
        if (exceeded == null) {
            assertThat(refusal).isNull();
        } else {
            assertThat(refusal)
                    .isInstanceOfSatisfying(
                            LimitExceeded.class, e -> assertThat(e.limit()).isEqualTo(exceeded));
        }
    }

    private static void assertRefused(String hex, Consumer<CborReader> reading, Kind kind) {
        assertThat(catchThrowable(() -> reading.accept(reader(hex))))
                .isInstanceOfSatisfying(
                        CborException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }

    private static CborReader reader(String hex) {
        return new CborReader(HexFormat.of().parseHex(hex));
    }
}
