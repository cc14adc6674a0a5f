/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.cbor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.dunlin.core.DecodeException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** The oracle is the round trip, in both directions: every value has one encoding, every encoding one value. */
class CborPropertyTest {

    @Property
    void value_comesBack_bitForBit(@ForAll("trees") Object tree) {
        byte[] encoded = Trees.encode(tree);
        CborReader reader = new CborReader(encoded);
        assertThat(Trees.read(reader)).isEqualTo(tree);
        reader.end();
    }

    @Property
    void skipAndRaw_passOverExactlyOneItem(@ForAll("trees") Object tree) {
        byte[] item = Trees.encode(tree);
        byte[] message =
                new CborWriter().array(3).raw(item).raw(item).integer(7).toByteArray();
        CborReader reader = new CborReader(message);
        reader.array(3);
        reader.skip();
        assertThat(reader.raw()).isEqualTo(item);
        assertThat(reader.integer()).isEqualTo(7);
        reader.end();
    }

    @Property
    void everyTruncation_isRefused(@ForAll("trees") Object tree) {
        byte[] encoded = Trees.encode(tree);
        for (int length = 0; length < encoded.length; length++) {
            int cut = length;
            Throwable refusal = catchThrowable(() -> new CborReader(encoded, 0, cut, CborLimits.DEFAULT).skip());
            assertThat(refusal)
                    .isInstanceOfSatisfying(
                            CborException.class, e -> assertThat(e.kind()).isEqualTo(CborException.Kind.TRUNCATED));
        }
    }

    @Property
    void everyBitFlip_isAnotherValueOrATypedRefusal(@ForAll("trees") Object tree) {
        byte[] encoded = Trees.encode(tree);
        for (int bit = 0; bit < 8 * encoded.length; bit++) {
            byte[] flipped = encoded.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertReencodesOrRefuses(flipped);
        }
    }

    @Property
    void anyBytes_areAValueOrATypedRefusal(@ForAll("heads") byte[] bytes) {
        assertReencodesOrRefuses(bytes);
    }

    private static void assertReencodesOrRefuses(byte[] bytes) {
        Object tree;
        int end;
        try {
            CborReader reader = new CborReader(bytes);
            tree = Trees.read(reader);
            end = reader.offset();
        } catch (DecodeException refusal) {
            assertThat(refusal.offset()).isBetween(0, bytes.length);
            return;
        }
        assertThat(Trees.encode(tree)).isEqualTo(Arrays.copyOf(bytes, end));
    }

    @Provide
    Arbitrary<Object> trees() {
        Arbitrary<Object> leaves = leaves();
        return Arbitraries.recursive(() -> leaves, CborPropertyTest::containers, 0, 3);
    }

    /** Random bytes, biased towards the heads that the codec distinguishes. */
    @Provide
    Arbitrary<byte[]> heads() {
        Arbitrary<Integer> interesting = Arbitraries.of(
                0x00, 0x17, 0x18, 0x19, 0x1A, 0x1B, 0x1F, 0x20, 0x37, 0x38, 0x3B, 0x40, 0x41, 0x58, 0x5F, 0x60, 0x61,
                0x78, 0x7B, 0x80, 0x81, 0x82, 0x98, 0x9B, 0x9F, 0xA0, 0xA1, 0xA2, 0xBB, 0xBF, 0xC0, 0xD8, 0xDB, 0xE0,
                0xF4, 0xF6, 0xF7, 0xF8, 0xF9, 0xFA, 0xFB, 0xFF);
        return Arbitraries.oneOf(interesting, Arbitraries.integers().between(0, 255))
                .map(Integer::byteValue)
                .array(byte[].class)
                .ofMaxSize(24);
    }

    private static Arbitrary<Object> containers(Arbitrary<Object> items) {
        Arbitrary<List<Object>> arrays = items.list().ofMaxSize(4);
        Arbitrary<Map<Object, Object>> maps = Arbitraries.maps(leaves(), items).ofMaxSize(4);
        Arbitrary<Trees.Tagged> tagged =
                items.flatMap(item -> Arbitraries.longs().greaterOrEqual(0).map(tag -> new Trees.Tagged(tag, item)));
        return Arbitraries.oneOf(arrays, maps, tagged);
    }

    private static Arbitrary<Object> leaves() {
        Arbitrary<Long> integers = Arbitraries.longs()
                .edgeCases(edges -> edges.add(
                        23L,
                        24L,
                        255L,
                        256L,
                        65_535L,
                        65_536L,
                        0xFFFF_FFFFL,
                        0x1_0000_0000L,
                        -24L,
                        -25L,
                        -256L,
                        -257L));
        Arbitrary<Trees.Bits> floats = Arbitraries.frequencyOf(
                        Tuple.of(2, Arbitraries.longs()),
                        Tuple.of(1, Arbitraries.integers().between(0, 0xFFFF).map(Floats::fromHalf)),
                        Tuple.of(1, Arbitraries.integers().map(bits -> Floats.fromSingle(bits & 0xFFFF_FFFFL))))
                .map(Trees.Bits::new);
        Arbitrary<String> texts = Arbitraries.strings().ascii().ofMaxLength(30);
        Arbitrary<ByteBuffer> bytes =
                Arbitraries.bytes().array(byte[].class).ofMaxSize(30).map(ByteBuffer::wrap);
        return Arbitraries.oneOf(
                integers, floats, texts, bytes, Arbitraries.of(true, false), Arbitraries.of(Trees.Nil.NIL));
    }
}
