/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.dunlin.core.DecodeException;
import io.dunlin.core.LimitExceeded;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class SchemaTest {

    private static final Stream TEMPERATURE = Stream.ofDouble("t", "Cel", 1000);
    private static final Stream DOOR = new Stream("door", "", StreamType.BOOLEAN, Priority.URGENT, Long.MAX_VALUE);
    private static final Schema BOTH = new Schema(3, List.of(TEMPERATURE, DOOR));

    @Test
    void canonicalBytes_areThoseOfTheWireContract() {
        assertThat(HexFormat.of().formatHex(new Schema(3, List.of(TEMPERATURE)).canonicalBytes()))
                .isEqualTo("8203" + "81" + "856174" + "6343656c" + "0000" + "1903e8");
    }

    @Test
    void decode_givesTheSchemaThatWasEncoded() {
        assertThat(Schema.decode(BOTH.canonicalBytes(), ColumnLimits.DEFAULT)).isEqualTo(BOTH);
    }

    @Test
    void decode_refusesEveryTruncation() {
        byte[] bytes = BOTH.canonicalBytes();
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatExceptionOfType(DecodeException.class).isThrownBy(() -> Schema.decode(cut, ColumnLimits.DEFAULT));
        }
    }

    @Test
    void decode_refusesWhatTheConstructorRefuses() {
        byte[] bytes = new Schema(3, List.of(TEMPERATURE, Stream.ofDouble("u", "Cel", 1000))).canonicalBytes();
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = bytes[i] == 'u' ? (byte) 't' : bytes[i];
        }
        assertThatExceptionOfType(DecodeException.class)
                .isThrownBy(() -> Schema.decode(bytes, ColumnLimits.DEFAULT))
                .withMessageContaining("two streams");
    }

    @Test
    void decode_refusesMoreThanTheLimits() {
        assertThatExceptionOfType(LimitExceeded.class)
                .isThrownBy(() -> Schema.decode(BOTH.canonicalBytes(), new ColumnLimits(1000, 10, 1)));
        assertThatExceptionOfType(LimitExceeded.class)
                .isThrownBy(() -> Schema.decode(BOTH.canonicalBytes(), new ColumnLimits(16, 10, 10)));
    }

    @Test
    void ref_differs_whenAnythingDiffers() {
        Schema other = new Schema(3, List.of(TEMPERATURE, Stream.ofDouble("door", "", 0)));
        assertThat(BOTH.ref()).isEqualTo(new Schema(3, List.of(TEMPERATURE, DOOR)).ref());
        assertThat(BOTH.ref()).isNotEqualTo(other.ref());
    }

    @Test
    void extendsFrom_allowsMoreStreams_butNoOtherTypesOrNames() {
        Schema first = new Schema(3, List.of(TEMPERATURE));
        assertThat(BOTH.extendsFrom(first)).isTrue();
        assertThat(first.extendsFrom(BOTH)).isFalse();
        assertThat(new Schema(4, BOTH.streams()).extendsFrom(first)).isFalse();
        assertThat(BOTH.extendsFrom(new Schema(3, List.of(Stream.ofDouble("u", "Cel", 1000)))))
                .isFalse();
        assertThat(BOTH.extendsFrom(new Schema(3, List.of(DOOR)))).isFalse();
    }

    @Test
    void schema_refusesBadNamesAndIds() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Schema(-1, List.of(TEMPERATURE)));
        assertThatIllegalArgumentException().isThrownBy(() -> new Schema(1, List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> new Schema(1, List.of(TEMPERATURE, TEMPERATURE)));
        assertThatIllegalArgumentException().isThrownBy(() -> Stream.ofDouble("", "", 0));
        assertThatIllegalArgumentException().isThrownBy(() -> Stream.ofDouble("a", "u".repeat(33), 0));
        assertThatIllegalArgumentException().isThrownBy(() -> Stream.ofDouble("a", "", -1));
        assertThatIllegalArgumentException().isThrownBy(() -> new ColumnLimits(1, 1, 1));
    }
}
