/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.core.DecodeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The oracle is the input: what comes out is what went in, bit for bit, or a typed error. */
class ColumnCodecPropertyTest {

    private static final Schema SCHEMA = new Schema(
            7,
            List.of(
                    Stream.ofDouble("d", "Cel", 0),
                    Stream.ofDouble("e", "", 0),
                    new Stream("l", "", StreamType.LONG, Priority.NORMAL, 0),
                    new Stream("b", "", StreamType.BOOLEAN, Priority.NORMAL, 0),
                    new Stream("s", "", StreamType.STRING, Priority.NORMAL, 0),
                    new Stream("x", "", StreamType.BYTES, Priority.NORMAL, 0)));

    /** A recipe for a table; the values follow from it by a seeded generator of many shapes of data. */
    record Table(int rows, int timeShape, int doubleShape, int longShape, int sparsity, long seed) {}

    @Provide
    Arbitrary<Table> tables() {
        Arbitrary<Integer> rows = Arbitraries.oneOf(
                Arbitraries.integers().between(1, 20), Arbitraries.integers().between(1, 700));
        return Combinators.combine(
                        rows,
                        Arbitraries.integers().between(0, 6),
                        Arbitraries.integers().between(0, 9),
                        Arbitraries.integers().between(0, 5),
                        Arbitraries.integers().between(0, 4),
                        Arbitraries.longs())
                .as(Table::new);
    }

    @Property
    void rows_comeBackBitForBit_whateverTheirValues(@ForAll("tables") Table table) {
        List<Row> rows = rows(table);
        Columns columns = columns(rows);
        byte[] encoded = new ColumnEncoder(SCHEMA).encode(columns);
        byte[] shifted = new byte[encoded.length + 3];
        System.arraycopy(encoded, 0, shifted, 3, encoded.length);

        Columns back = new Columns(SCHEMA);
        new ColumnDecoder(ColumnLimits.DEFAULT).decode(shifted, 3, encoded.length, back);

        assertSame(back, rows);
    }

    @Property
    void batches_comeBackOneAfterAnother_fromOneEncoderAndDecoder(
            @ForAll("tables") Table first, @ForAll("tables") Table second, @ForAll("tables") Table third) {
        ColumnEncoder encoder = new ColumnEncoder(SCHEMA);
        ColumnDecoder decoder = new ColumnDecoder(ColumnLimits.DEFAULT);
        Columns columns = new Columns(SCHEMA);
        Columns back = new Columns(SCHEMA);
        for (Table table : List.of(first, second, third)) {
            List<Row> rows = rows(table);
            columns.clear();
            rows.forEach(columns::add);
            byte[] encoded = encoder.encode(columns);
            decoder.decode(encoded, 0, encoded.length, back);
            assertSame(back, rows);
        }
    }

    @Property
    void damage_isATypedErrorOrBoundedRows_neverAnythingElse(@ForAll("tables") Table table, @ForAll Random random) {
        byte[] encoded = new ColumnEncoder(SCHEMA).encode(columns(rows(table)));
        int flips = 1 + random.nextInt(3);
        for (int i = 0; i < flips; i++) {
            encoded[random.nextInt(encoded.length)] ^= (byte) (1 << random.nextInt(8));
        }
        int length = random.nextBoolean() ? encoded.length : random.nextInt(encoded.length + 1);
        assertBounded(encoded, length);
    }

    @Property
    void noise_isATypedErrorOrBoundedRows_neverAnythingElse(@ForAll byte[] noise) {
        if (noise.length > 0) {
            noise[0] = (byte) ((noise[0] & 0xE0) | ColumnEncoder.VERSION);
        }
        assertBounded(noise, noise.length);
    }

    @Property
    void truncation_isATypedError(@ForAll("tables") Table table, @ForAll Random random) {
        byte[] encoded = new ColumnEncoder(SCHEMA).encode(columns(rows(table)));
        int length = random.nextInt(encoded.length);
        Columns back = new Columns(SCHEMA);
        try {
            new ColumnDecoder(ColumnLimits.DEFAULT).decode(encoded, 0, length, back);
        } catch (DecodeException e) {
            assertThat(back.rows()).isZero();
            return;
        }
        throw new AssertionError(length + " of " + encoded.length + " bytes were decoded");
    }

    private static void assertBounded(byte[] bytes, int length) {
        ColumnLimits limits = new ColumnLimits(1 << 16, 1000, 6);
        Columns back = new Columns(SCHEMA);
        try {
            new ColumnDecoder(limits).decode(bytes, 0, length, back);
            assertThat(back.rows()).isBetween(1, 1000);
        } catch (DecodeException e) {
            assertThat(back.rows()).isZero();
        }
        assertThat(back.times().length).isLessThanOrEqualTo(1000);
        for (int row = 0; row < back.rows(); row++) {
            assertThat(back.column(5).blobs()[row].length).isLessThanOrEqualTo(length);
        }
    }

    private static Columns columns(List<Row> rows) {
        Columns columns = new Columns(SCHEMA);
        rows.forEach(columns::add);
        return columns;
    }

    private static void assertSame(Columns back, List<Row> rows) {
        assertThat(back.rows()).isEqualTo(rows.size());
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            assertThat(back.times()[i]).isEqualTo(row.timeMillis());
            for (int s = 0; s < 6; s++) {
                Column column = back.column(s);
                boolean present = row.isPresent(s);
                assertThat(column.isPresent(i)).isEqualTo(present);
                switch (column.type()) {
                    case DOUBLE ->
                        assertThat(Double.doubleToRawLongBits(column.doubles()[i]))
                                .isEqualTo(present ? Double.doubleToRawLongBits(row.number(s)) : 0);
                    case LONG, BOOLEAN -> assertThat(column.longs()[i]).isEqualTo(present ? row.integer(s) : 0);
                    default -> assertThat(column.blobs()[i]).isEqualTo(present ? row.blob(s) : new byte[0]);
                }
            }
        }
    }

    private static List<Row> rows(Table table) {
        Random random = new Random(table.seed);
        List<Row> rows = new ArrayList<>();
        long time = 1_700_000_000_000L;
        double walk = 20;
        long counter = random.nextLong();
        for (int i = 0; i < table.rows; i++) {
            time = time(table.timeShape, time, i, random);
            walk += random.nextGaussian();
            counter += random.nextInt(5);
            Row row = new Row(SCHEMA).at(time);
            if (wanted(table.sparsity, i, random)) {
                row.set(0, number(table.doubleShape, walk, random));
            }
            if (wanted(table.sparsity + 1, i, random)) {
                row.set(1, number((table.doubleShape + i / 300) % 10, walk, random));
            }
            if (wanted(table.sparsity, i, random)) {
                row.setLong(2, integer(table.longShape, counter, random));
            }
            if (wanted(table.sparsity, i, random)) {
                row.set(3, table.longShape == 0 ? random.nextBoolean() : i % 40 < 30);
            }
            if (wanted(table.sparsity, i, random)) {
                row.set(4, random.nextInt(4) > 0 ? "läuft" : "zu 😀 " + random.nextInt(1 + table.longShape * 100));
            }
            if (wanted(table.sparsity, i, random)) {
                byte[] bytes = new byte[random.nextInt(9)];
                Arrays.fill(bytes, (byte) random.nextInt(table.longShape + 1));
                row.set(5, bytes);
            }
            rows.add(row);
        }
        return rows;
    }

    private static boolean wanted(int sparsity, int row, Random random) {
        return switch (sparsity) {
            case 0 -> true;
            case 1 -> random.nextInt(10) > 0;
            case 2 -> row % 2 == 0;
            case 3 -> random.nextInt(50) == 0;
            default -> row % 100 > 50;
        };
    }

    private static long time(int shape, long time, int row, Random random) {
        return switch (shape) {
            case 0 -> time + 60_000;
            case 1 -> 1_700_000_000_000L + row * 1000L / 360;
            case 2 -> time + random.nextInt(5000);
            case 3 -> time - 1 + random.nextInt(3);
            case 4 -> random.nextLong();
            case 5 -> row;
            default -> Long.MIN_VALUE + row * 1000L;
        };
    }

    private static double number(int shape, double walk, Random random) {
        return switch (shape) {
            case 0 -> Math.rint(walk * 100) / 100;
            case 1 -> Math.rint(walk);
            case 2 -> Double.longBitsToDouble(random.nextLong());
            case 3 -> walk;
            case 4 -> Math.rint(walk * 1000) / 1000 * 1.1 / 1.1;
            case 5 -> (float) walk;
            case 6 -> adversarial(random);
            case 7 -> random.nextInt(20) == 0 ? adversarial(random) : Math.rint(walk * 10) / 10;
            case 8 -> Math.rint(walk) * 1e15;
            default -> 21.5;
        };
    }

    private static double adversarial(Random random) {
        return switch (random.nextInt(12)) {
            case 0 -> -0.0;
            case 1 -> Double.NaN;
            // A signalling NaN with a payload.
            case 2 -> Double.longBitsToDouble(0x7FF0_0000_DEAD_BEEFL);
            case 3 -> Double.NEGATIVE_INFINITY;
            case 4 -> Double.POSITIVE_INFINITY;
            case 5 -> Double.MIN_VALUE;
            case 6 -> -Double.MAX_VALUE;
            case 7 -> 0x1p52;
            case 8 -> 0x1p53 + 2;
            case 9 -> 0.1 + 0.2;
            case 10 -> Double.longBitsToDouble(0xFFF8_0000_0000_0001L);
            default -> 0;
        };
    }

    private static long integer(int shape, long counter, Random random) {
        return switch (shape) {
            case 0 -> counter;
            case 1 -> random.nextLong();
            case 2 -> random.nextBoolean() ? Long.MIN_VALUE : Long.MAX_VALUE;
            case 3 -> random.nextInt(3) * 1024L;
            case 4 -> random.nextInt(100) == 0 ? Long.MIN_VALUE : 5;
            default -> -random.nextInt(10);
        };
    }
}
