/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dunlin.core.telemetry.Priority;
import io.dunlin.core.telemetry.Row;
import io.dunlin.core.telemetry.Schema;
import io.dunlin.core.telemetry.Stream;
import io.dunlin.core.telemetry.StreamType;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

final class RowsTest {

    private static final List<StreamType> TYPES = List.of(StreamType.values());

    private static final Schema SCHEMA = new Schema(
            1,
            Arrays.stream(StreamType.values())
                    .map(type -> new Stream(type.name().toLowerCase(Locale.ROOT), "", type, Priority.NORMAL, 0))
                    .toList());

    @Test
    void values_areTakenByTheTypeOfTheirStream() {
        for (StreamType type : StreamType.values()) {
            Object value = value(type);
            Row row = Rows.of(SCHEMA, 7, only(type, value));
            // A stream that has its value takes no second one.
            assertThatThrownBy(() -> setAgain(row, type))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(" at 7");
        }
    }

    @Test
    void null_leavesTheStreamEmpty() {
        Row row = Rows.of(SCHEMA, 7, new Object[StreamType.values().length]);
        for (StreamType type : StreamType.values()) {
            setAgain(row, type);
        }
        assertThatThrownBy(() -> setAgain(row, StreamType.LONG)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void valuesOfAnotherType_areRefused() {
        for (StreamType type : StreamType.values()) {
            assertThatThrownBy(() -> Rows.of(SCHEMA, 0, only(type, List.of())))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(type.toString());
        }
        assertThatThrownBy(() -> Rows.of(SCHEMA, 0, 1L))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("got 1 values");
    }

    @Test
    void wordsOfFailures_areShortAndPlain() {
        String text = Failures.text(new IllegalStateException("\u00e4\n" + "x".repeat(500)));
        assertThat(text).hasSize(120).startsWith("java.lang.IllegalStateException: ??xxx");
    }

    private static Object[] only(StreamType type, Object value) {
        Object[] values = new Object[StreamType.values().length];
        values[TYPES.indexOf(type)] = value;
        return values;
    }

    private static Object value(StreamType type) {
        return switch (type) {
            case DOUBLE -> 1.5;
            case LONG -> 3;
            case BOOLEAN -> true;
            case STRING -> "on";
            case BYTES -> new byte[] {1};
        };
    }

    private static void setAgain(Row row, StreamType type) {
        switch (type) {
            case DOUBLE -> row.set(TYPES.indexOf(type), 1.0);
            case LONG -> row.setLong(TYPES.indexOf(type), 1);
            case BOOLEAN -> row.set(TYPES.indexOf(type), false);
            case STRING -> row.set(TYPES.indexOf(type), "");
            case BYTES -> row.set(TYPES.indexOf(type), new byte[0]);
        }
    }
}
