/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.dunlin.core.DecodeException;
import io.dunlin.core.LimitExceeded;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class ColumnCodecTest {

    private static final Schema ONE = new Schema(1, List.of(Stream.ofDouble("temperature", "Cel", 0)));

    private final Columns columns = new Columns(ONE);
    private final Row row = new Row(ONE);
    private final ColumnDecoder decoder = new ColumnDecoder(ColumnLimits.DEFAULT);

    private byte[] encode(double... values) {
        columns.clear();
        for (int i = 0; i < values.length; i++) {
            columns.add(row.at(1_700_000_000_000L + 1000L * i).set(0, values[i]));
        }
        return new ColumnEncoder(ONE).encode(columns);
    }

    @Test
    void encode_writesTheBytesOfTheWireContract_forOneValue() {
        // Version 1, no flags, one row; 75331520 units of 10 s in 28 bits; present; 1 place; 430 = zigzag(215): 9 bits.
        assertThat(HexFormat.of().formatHex(encode(21.5))).isEqualTo("0181effa682457");
    }

    @Test
    void encode_takesOneBitPerRow_whereNothingChanges() {
        double[] values = new double[1000];
        Arrays.fill(values, 21.5);
        assertThat(encode(values).length).isLessThan(20);
    }

    @Test
    void encode_keepsDecimalsShort_whenArithmeticLeftNoise() {
        double[] clean = new double[64];
        double[] noisy = new double[64];
        for (int i = 0; i < 64; i++) {
            clean[i] = (400 + i * 37 % 64) / 10.0;
            noisy[i] = clean[i] * 3 / 3 + (i % 3 - 1) * Math.ulp(clean[i]);
        }
        assertThat(encode(noisy).length).isLessThan(encode(clean).length + 64 * 4 / 8);
    }

    @Test
    void encode_refusesNoRows() {
        assertThatIllegalArgumentException().isThrownBy(() -> new ColumnEncoder(ONE).encode(columns));
    }

    @Test
    void encode_refusesAnotherSchema() {
        columns.add(row.at(0).set(0, 1.0));
        Schema other = new Schema(2, ONE.streams());
        assertThatIllegalArgumentException().isThrownBy(() -> new ColumnEncoder(other).encode(columns));
        assertThatIllegalArgumentException().isThrownBy(() -> new Columns(other).add(row));
    }

    @Test
    void decode_refusesAnotherVersion() {
        byte[] bytes = encode(1);
        bytes[0] = (byte) ((bytes[0] & ~7) | 2);
        assertThatExceptionOfType(DecodeException.class)
                .isThrownBy(() -> decoder.decode(bytes, 0, bytes.length, columns))
                .withMessageContaining("version 2");
    }

    @Test
    void decode_refusesBytesAfterTheLastColumn() {
        byte[] bytes = encode(1);
        byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
        assertThatExceptionOfType(DecodeException.class)
                .isThrownBy(() -> decoder.decode(longer, 0, longer.length, columns))
                .withMessageContaining("after the last column");
    }

    @Test
    void decode_refusesMoreThanTheLimits() {
        byte[] bytes = encode(1, 2, 3);
        assertLimit(new ColumnLimits(16, 2, 1), bytes, "maxRows");
        byte[] large = encode(Math.PI, Math.E, -1 / 3.0);
        assertLimit(new ColumnLimits(16, 3, 1), large, "maxBytes");
        Schema two = new Schema(1, List.of(Stream.ofDouble("a", "", 0), Stream.ofDouble("b", "", 0)));
        assertThatExceptionOfType(LimitExceeded.class)
                .isThrownBy(() -> new ColumnDecoder(new ColumnLimits(100, 100, 1))
                        .decode(bytes, 0, bytes.length, new Columns(two)))
                .satisfies(e -> assertThat(e.limit()).isEqualTo("maxColumns"));
    }

    private void assertLimit(ColumnLimits limits, byte[] bytes, String limit) {
        assertThatExceptionOfType(LimitExceeded.class)
                .isThrownBy(() -> new ColumnDecoder(limits).decode(bytes, 0, bytes.length, columns))
                .satisfies(e -> assertThat(e.limit()).isEqualTo(limit));
    }

    @Test
    void row_refusesAValueOfAnotherTypeOrASecondOne() {
        row.at(0).set(0, 1.0);
        assertThatIllegalArgumentException().isThrownBy(() -> row.setLong(0, 1));
        assertThatIllegalStateException().isThrownBy(() -> row.set(0, 2.0));
    }

    @Test
    void column_refusesArraysOfAnotherType() {
        assertThat(columns.column(0).doubles()).isNotNull();
        assertThatIllegalStateException().isThrownBy(() -> columns.column(0).longs());
        assertThatIllegalStateException().isThrownBy(() -> columns.column(0).blobs());
    }
}
