/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.cbor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.dunlin.core.cbor.CborException.Kind;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples of RFC 8949 appendix A, those that are deterministic and those that are not. */
class Rfc8949AppendixATest {

    @ParameterizedTest
    @CsvSource({
        "00, 0",
        "01, 1",
        "0a, 10",
        "17, 23",
        "1818, 24",
        "1819, 25",
        "1864, 100",
        "1903e8, 1000",
        "1a000f4240, 1000000",
        "1b000000e8d4a51000, 1000000000000",
        "20, -1",
        "29, -10",
        "3863, -100",
        "3903e7, -1000",
        "1b7fffffffffffffff, 9223372036854775807",
        "3b7fffffffffffffff, -9223372036854775808"
    })
    void integer_isReadAndWritten(String hex, long value) {
        assertThat(reader(hex).integer()).isEqualTo(value);
        assertThat(hex(new CborWriter().integer(value))).isEqualTo(hex);
    }

    @ParameterizedTest
    @CsvSource({
        "f90000, 0.0",
        "f98000, -0.0",
        "f93c00, 1.0",
        "fb3ff199999999999a, 1.1",
        "f93e00, 1.5",
        "f97bff, 65504.0",
        "fa47c35000, 100000.0",
        "fa7f7fffff, 3.4028234663852886e+38",
        "fb7e37e43c8800759c, 1.0e+300",
        "f90001, 5.960464477539063e-8",
        "f90400, 0.00006103515625",
        "f9c400, -4.0",
        "fbc010666666666666, -4.1",
        "f97c00, Infinity",
        "f97e00, NaN",
        "f9fc00, -Infinity"
    })
    void float_isReadAndWritten(String hex, double value) {
        assertThat(reader(hex).float64()).isEqualTo(Double.valueOf(value));
        assertThat(hex(new CborWriter().float64(value))).isEqualTo(hex);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "f4",
                "f5",
                "f6",
                "c074323031332d30332d32315432303a30343a30305a",
                "c11a514b67b0",
                "c1fb41d452d9ec200000",
                "d74401020304",
                "d818456449455446",
                "d82076687474703a2f2f7777772e6578616d706c652e636f6d",
                "40",
                "4401020304",
                "60",
                "6161",
                "6449455446",
                "62225c",
                "62c3bc",
                "63e6b0b4",
                "64f0908591",
                "80",
                "83010203",
                "8301820203820405",
                "98190102030405060708090a0b0c0d0e0f101112131415161718181819",
                "a0",
                "a201020304",
                "a26161016162820203",
                "826161a161626163",
                "a56161614161626142616361436164614461656145",
                "c249010000000000000000",
                "c349010000000000000000"
            })
    void deterministicItem_comesBackToTheSameBytes(String hex) {
        CborReader reader = reader(hex);
        Object tree = Trees.read(reader);
        reader.end();
        assertThat(HexFormat.of().formatHex(Trees.encode(tree))).isEqualTo(hex);
    }

    @ParameterizedTest
    @ValueSource(strings = {"fa7f800000", "fa7fc00000", "faff800000", "fb7ff0000000000000", "fb7ff8000000000000"})
    void longerFloat_isRefused(String hex) {
        assertRefused(hex, Kind.NOT_DETERMINISTIC);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "5f42010243030405ff",
                "7f657374726561646d696e67ff",
                "9fff",
                "9f018202039f0405ffff",
                "83018202039f0405ff",
                "bf61610161629f0203ffff",
                "826161bf61626163ff"
            })
    void indefiniteLength_isRefused(String hex) {
        assertRefused(hex, Kind.NOT_DETERMINISTIC);
    }

    @ParameterizedTest
    @ValueSource(strings = {"f7", "f0", "f8ff"})
    void otherSimpleValue_isRefused(String hex) {
        assertRefused(hex, Kind.MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1bffffffffffffffff", "3bffffffffffffffff"})
    void integerBeyondLong_isRefused_butMayBeSkipped(String hex) {
        reader(hex).skip();
        assertThat(catchThrowable(() -> reader(hex).integer()))
                .isInstanceOfSatisfying(
                        CborException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNEXPECTED));
    }

    private static void assertRefused(String hex, Kind kind) {
        assertThat(catchThrowable(() -> reader(hex).skip()))
                .isInstanceOfSatisfying(
                        CborException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }

    private static CborReader reader(String hex) {
        return new CborReader(HexFormat.of().parseHex(hex));
    }

    private static String hex(CborWriter writer) {
        return HexFormat.of().formatHex(writer.toByteArray());
    }
}
