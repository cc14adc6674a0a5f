/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.twin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dunlin.core.DecodeException;
import io.dunlin.core.cbor.CborReader;
import io.dunlin.core.cbor.CborWriter;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class TwinSchemaPropertyTest {

    private static final TwinSchema SCHEMA = TwinSchema.builder()
            .path("rate", PathSpec.desired(Value.Type.INTEGER).between(1, 60).in("s"))
            .path("gain", PathSpec.desired(Value.Type.REAL).between(0.0, 1.0))
            .path("name", PathSpec.desired(Value.Type.TEXT).atMost(4))
            .path("key", PathSpec.desired(Value.Type.BYTES).atMost(2))
            .path("list", PathSpec.desired(Value.Type.ARRAY).atMost(2))
            .reported("temp", Value.Type.REAL)
            .build();

    @Test
    void value_isRefusedWithItsReason_whenItIsNotAllowed() {
        assertThat(SCHEMA.checkDesired("rate", Value.of(1))).isEqualTo(Refusal.NONE);
        assertThat(SCHEMA.checkDesired("rate", null)).isEqualTo(Refusal.NONE);
        assertThat(SCHEMA.checkDesired("rate", Value.of(0))).isEqualTo(Refusal.OUT_OF_RANGE);
        assertThat(SCHEMA.checkDesired("rate", Value.of(61))).isEqualTo(Refusal.OUT_OF_RANGE);
        assertThat(SCHEMA.checkDesired("rate", Value.of(2.0))).isEqualTo(Refusal.WRONG_TYPE);
        assertThat(SCHEMA.checkDesired("gain", Value.of(-0.0))).isEqualTo(Refusal.NONE);
        assertThat(SCHEMA.checkDesired("gain", Value.of(Double.NaN))).isEqualTo(Refusal.OUT_OF_RANGE);
        assertThat(SCHEMA.checkDesired("name", Value.of("\u00e4\u00e4\u00e4"))).isEqualTo(Refusal.TOO_LONG);
        assertThat(SCHEMA.checkDesired("key", Value.of(new byte[3]))).isEqualTo(Refusal.TOO_LONG);
        assertThat(SCHEMA.checkDesired("list", Value.of(List.of(Value.of(1), Value.of(2)))))
                .isEqualTo(Refusal.NONE);
        assertThat(SCHEMA.checkDesired("temp", Value.of(1.0))).isEqualTo(Refusal.NOT_WRITABLE);
        assertThat(SCHEMA.checkDesired("none", Value.of(1.0))).isEqualTo(Refusal.UNKNOWN_PATH);
        assertThat(SCHEMA.checkReported("rate", Value.of(99))).isEqualTo(Refusal.OUT_OF_RANGE);
        assertThat(SCHEMA.checkReported("temp", Value.of(1.0))).isEqualTo(Refusal.NONE);
    }

    @Test
    void schema_hasOneCanonicalForm() {
        TwinSchema other = TwinSchema.builder()
                .reported("temp", Value.Type.REAL)
                .path("list", PathSpec.desired(Value.Type.ARRAY).atMost(2))
                .path("key", PathSpec.desired(Value.Type.BYTES).atMost(2))
                .path("name", PathSpec.desired(Value.Type.TEXT).atMost(4))
                .path("gain", PathSpec.desired(Value.Type.REAL).between(0.0, 1.0))
                .path(
                        "rate",
                        PathSpec.desired(Value.Type.INTEGER).between(1, 60).in("s"))
                .build();
        assertThat(other.encode()).isEqualTo(SCHEMA.encode());
        assertThat(TwinSchema.decode(SCHEMA.encode())).isEqualTo(SCHEMA).hasSameHashCodeAs(SCHEMA);
    }

    @Test
    void builder_refusesPathsAndBounds_thatMakeNoSense() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TwinSchema.builder().desired("a..b", Value.Type.BOOL));
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> TwinSchema.builder().desired("a", Value.Type.BOOL).reported("a", Value.Type.BOOL));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PathSpec.desired(Value.Type.TEXT).between(1, 2));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PathSpec.desired(Value.Type.REAL).between(1, 2));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PathSpec.desired(Value.Type.BOOL).atMost(2));
    }

    @Property
    void damagedSchema_isRefusedOrReadAsWhatItSays(@ForAll int position, @ForAll byte value) {
        byte[] encoded = SCHEMA.encode();
        encoded[Math.floorMod(position, encoded.length)] = value;
        try {
            assertThat(TwinSchema.decode(encoded).encode()).isEqualTo(encoded);
        } catch (DecodeException e) {
            assertThat(e.getMessage()).isNotEmpty();
        }
    }

    @Property
    void values_surviveTheWire(
            @ForAll long integer,
            @ForAll double real,
            @ForAll boolean flag,
            @ForAll @Size(max = 50) byte[] bytes,
            @ForAll @Size(max = 9) List<Long> items) {
        List<Value> inner = items.stream().map(Value::of).toList();
        Value value = Value.of(List.of(
                Value.of(integer), Value.of(real), Value.of(flag), Value.of(bytes), Value.of("x"), Value.of(inner)));
        CborWriter writer = new CborWriter();
        ValueCodec.write(writer, value);
        assertThat(ValueCodec.read(new CborReader(writer.toByteArray()))).isEqualTo(value);
        assertThat(ValueCodec.size(value)).isEqualTo(writer.size());
    }

    @Test
    void values_differ_whenTypeOrContentDoes() {
        assertThat(Value.of(21)).isNotEqualTo(Value.of(21.0));
        assertThat(Value.of(0.0)).isNotEqualTo(Value.of(-0.0));
        assertThat(Value.of(Double.longBitsToDouble(0x7FF8000000000001L))).isEqualTo(Value.of(Double.NaN));
        assertThat(Value.of(new byte[] {1}))
                .isEqualTo(Value.of(new byte[] {1}))
                .hasSameHashCodeAs(Value.of(new byte[] {1}));
        Value deep = Value.of(List.of(Value.of(List.of(Value.of(List.of(Value.of(List.of())))))));
        assertThatIllegalArgumentException().isThrownBy(() -> Value.of(List.of(deep)));
        byte[] tooDeep = {(byte) 0x81, (byte) 0x81, (byte) 0x81, (byte) 0x81, (byte) 0x80};
        assertThatThrownBy(() -> ValueCodec.read(new CborReader(tooDeep))).isInstanceOf(DecodeException.class);
    }

    @Test
    void outcome_cutsItsText_betweenCharacters() {
        Outcome outcome = Outcome.rejected("\uD83D\uDE00".repeat(100));
        assertThat(outcome.text()).isEqualTo("\uD83D\uDE00".repeat(32));
        assertThatIllegalArgumentException().isThrownBy(() -> new Outcome(Ack.State.UNKNOWN, null, ""));
        assertThatIllegalArgumentException().isThrownBy(() -> new Outcome(Ack.State.APPLIED, Value.of(1), ""));
    }
}
