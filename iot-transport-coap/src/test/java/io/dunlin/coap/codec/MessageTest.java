/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.dunlin.coap.codec.CoapDecodeException.Reaction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessageTest {

    private static final byte[] NO_BYTES = {};

    private static Message decode(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
        return Message.decode(bytes, 0, bytes.length, CodecLimits.DEFAULT);
    }

    private static String encode(MessageType type, Code code, int id, byte[] token, Options options, byte[] payload) {
        byte[] bytes = new byte[MessageEncoder.length(token.length, options, payload.length)];
        int end = MessageEncoder.encode(bytes, 0, type, code, id, token, options, payload, 0, payload.length);
        assertThat(end).isEqualTo(bytes.length);
        return HexFormat.of().formatHex(bytes);
    }

    @Test
    void message_isReadInPlace_likeTheExampleOfRfc7252Figure17() {
        Message message = decode("44017d34 20000000 bb 74656d7065726174757265");
        assertThat(message.type()).isEqualTo(MessageType.CON);
        assertThat(message.code()).isSameAs(Code.GET);
        assertThat(message.messageId()).isEqualTo(0x7d34);
        assertThat(message.token()).containsExactly(0x20, 0, 0, 0);
        assertThat(message.options().path()).isEqualTo("/temperature");
        assertThat(message.payloadBytes()).isZero();
    }

    @Test
    void encoder_writesTheExampleOfRfc7252Figure16() {
        Options options = Options.builder().path("/temperature").build();
        assertThat(encode(MessageType.CON, Code.GET, 0x7d34, NO_BYTES, options, NO_BYTES))
                .isEqualTo("40017d34bb74656d7065726174757265");
        assertThat(encode(
                        MessageType.ACK,
                        Code.CONTENT,
                        0x7d34,
                        NO_BYTES,
                        Options.NONE,
                        "22.3 C".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("60457d34ff32322e332043");
    }

    @Test
    void options_areSortedAndFound_whateverTheOrderTheyWereAddedIn() {
        Options options = Options.builder()
                .uint(Option.SIZE1, 300)
                .path("/a//b")
                .uint(Option.CONTENT_FORMAT, 0)
                .opaque(Option.ETAG, new byte[] {1})
                .opaque(Option.ETAG, new byte[] {2})
                .raw(65_001, new byte[300])
                .flag(Option.IF_NONE_MATCH)
                .string(Option.URI_QUERY, "q=ü")
                .build();
        assertThat(options.path()).isEqualTo("/a//b");
        assertThat(options.uint(Option.SIZE1, -1)).isEqualTo(300);
        assertThat(options.uint(Option.CONTENT_FORMAT, -1)).isZero();
        assertThat(options.uint(Option.ACCEPT, -1)).isEqualTo(-1);
        assertThat(options.has(Option.IF_NONE_MATCH)).isTrue();
        assertThat(options.opaque(Option.ETAG)).containsExactly(1);
        assertThat(options.opaque(Option.ECHO)).isNull();
        assertThat(options.strings(Option.URI_QUERY)).containsExactly("q=ü");
        assertThat(options.toBuilder().build()).isEqualTo(options).hasSameHashCodeAs(options);
        assertThat(options.toBuilder().without(Option.SIZE1).build().has(Option.SIZE1))
                .isFalse();
        assertThat(options.toString()).contains("URI_PATH:1", "65001:300").doesNotContain("q=");
    }

    @Test
    void path_escapesSlashAndPercentWithinASegment() {
        Options options = Options.builder()
                .string(Option.URI_PATH, "a/b")
                .string(Option.URI_PATH, "50%")
                .build();
        assertThat(options.path()).isEqualTo("/a%2Fb/50%25");
        assertThat(Options.NONE.path()).isEqualTo("/");
        assertThat(Options.builder().path("/").build()).isEqualTo(Options.NONE);
    }

    @Test
    void token_mayBeLongerThan8Bytes_asInRfc8974() {
        for (int length : new int[] {0, 8, 12, 13, 268, 269, 600}) {
            byte[] token = new byte[length];
            Message message = decode(encode(MessageType.NON, Code.GET, 1, token, Options.NONE, new byte[] {7}));
            assertThat(message.token()).hasSize(length);
            assertThat(message.payload()).containsExactly(7);
        }
        assertThat(decode("4801 0001 0102030405060708").token64()).isEqualTo(0x0102030405060708L);
    }

    @Test
    void electiveOption_countsAsAbsent_whenItsLengthIsWrongOrItIsRepeated() {
        Message message = decode("60450001 c3 000000"); // Content-Format of 3 bytes
        assertThat(message.options().has(Option.CONTENT_FORMAT)).isFalse();
        Options repeated = decode("60450001 d1 01 05 01 06").options();
        assertThat(repeated.uint(Option.MAX_AGE, -1)).isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource({
        // datagram, reaction
        "40, IGNORE", // no header
        "80010001, IGNORE", // version 2
        "4f010001, RESET", // reserved token length
        "5f010001, IGNORE", // the same, non-confirmable
        "44010001aabb, RESET", // token cut
        "4d010001, RESET", // extended token length cut
        "40000001ff, RESET", // an empty message that is not
        "41000001aa, RESET", // an empty message with a token
        "60000001aa, IGNORE", // an empty acknowledgement that is not
        "70450001, IGNORE", // a reset with a code
        "60010001, IGNORE", // a request on an acknowledgement
        "40210001, RESET", // class 1
        "40e10001, RESET", // class 7
        "40600001, RESET", // class 3
        "40010001ff, RESET", // payload marker without payload
        "40010001f0, RESET", // reserved delta
        "400100010f, RESET", // reserved length
        "40010001d1, RESET", // extended delta cut
        "40010001b261, RESET", // value cut
        "40010001e0ffffe0ffff, RESET", // number beyond 65535
        "4001000190, BAD_OPTION", // option 9 (OSCORE) is critical and not acted on
        "5001000190, IGNORE", // the same, non-confirmable
        "4045000190, RESET", // a confirmable response with an unknown critical option
        "6045000190, IGNORE", // a piggybacked one
        "40010001730102 03, BAD_OPTION", // Uri-Port of 3 bytes
        "400100013161 0162, BAD_OPTION", // Uri-Host twice
        "40010001b12e, BAD_REQUEST", // path segment .
        "40010001b22e2e, BAD_REQUEST", // path segment ..
        "40010001b1ff, BAD_REQUEST", // path that is not UTF-8
    })
    void decoder_saysWhatToDo_aboutABadMessage(String hex, Reaction reaction) {
        CoapDecodeException e = catchThrowableOfType(CoapDecodeException.class, () -> decode(hex));
        assertThat(e).isNotNull();
        assertThat(e.reaction()).isEqualTo(reaction);
        assertThat(e.getStackTrace()).isEmpty();
    }

    @Test
    void decoder_answersTooLarge_whenARequestExceedsALimit() {
        CodecLimits limits = new CodecLimits(64, 8);
        byte[] large = HexFormat.of().parseHex("40020001ff" + "00".repeat(60));
        byte[] many = HexFormat.of().parseHex("42010001abcd" + "b161" + "0161".repeat(8));
        CoapDecodeException tooLong =
                catchThrowableOfType(CoapDecodeException.class, () -> Message.decode(large, 0, large.length, limits));
        CoapDecodeException tooMany =
                catchThrowableOfType(CoapDecodeException.class, () -> Message.decode(many, 0, many.length, limits));
        assertThat(tooLong.reaction().code()).isSameAs(Code.REQUEST_ENTITY_TOO_LARGE);
        assertThat(tooMany.reaction()).isEqualTo(Reaction.TOO_LARGE);
        assertThat(tooMany.token()).containsExactly(0xab, 0xcd);
        assertThat(tooMany.messageId()).isEqualTo(1);
        assertThat(tooMany.type()).isEqualTo(MessageType.CON);
    }

    @Test
    void detached_survivesTheChangeOfTheDatagram() {
        byte[] bytes = HexFormat.of().parseHex("0000" + "42021234abcdb161ff70");
        Message view = Message.decode(bytes, 2, bytes.length - 2, CodecLimits.DEFAULT);
        Message detached = view.detached();
        Arrays.fill(bytes, (byte) 0);
        assertThat(detached.options().path()).isEqualTo("/a");
        assertThat(detached.payload()).containsExactly('p');
        assertThat(detached.fingerprint()).isNotEqualTo(view.fingerprint());
        assertThat(detached).hasToString("CON 0.02 id=4660 [URI_PATH:1] payload=1");
    }

    @Test
    void builder_refusesWhatNoMessageMayHold() {
        OptionsBuilder builder = Options.builder().uint(Option.CONTENT_FORMAT, 1);
        assertThatThrownBy(() -> builder.uint(Option.CONTENT_FORMAT, 1)).hasMessageContaining("not repeatable");
        assertThatThrownBy(() -> builder.uint(Option.ACCEPT, 65_536)).hasMessageContaining("3 bytes");
        assertThatThrownBy(() -> builder.uint(Option.ACCEPT, -1)).hasMessageContaining("-1");
        assertThatThrownBy(() -> builder.string(Option.ETAG, "x")).hasMessageContaining("holds OPAQUE");
        assertThatThrownBy(() -> builder.path("a")).hasMessageContaining("slash");
        assertThatThrownBy(() -> builder.path("/a/..")).hasMessageContaining("..");
        assertThatThrownBy(() -> builder.raw(0, NO_BYTES)).hasMessageContaining("number 0");
        assertThatThrownBy(() -> builder.string(Option.URI_QUERY, "\ud800")).hasMessageContaining("surrogate");
        assertThatThrownBy(() -> Code.of(8, 0)).hasMessageContaining("8");
        assertThatThrownBy(() -> new CodecLimits(1, 8)).hasMessageContaining("1");
        assertThatThrownBy(() -> new CodecLimits(64, 1)).hasMessageContaining("1");
    }

    @Test
    void block_readsAndWritesItsValue() {
        Block block = new Block(1000, true, 6);
        Options options = Options.builder().block(Option.BLOCK1, block).build();
        assertThat(Block.of(options, Option.BLOCK1)).isEqualTo(block);
        assertThat(Block.of(options, Option.BLOCK2)).isNull();
        assertThat(block.offset()).isEqualTo(1_024_000);
        Options reserved = Options.builder().uint(Option.BLOCK2, 7).build();
        assertThat(Block.of(reserved, Option.BLOCK2)).isNull();
        assertThat(Block.isReserved(reserved, Option.BLOCK2)).isTrue();
        assertThat(List.of(16, 31, 32, 1023, 1024, 1 << 20).stream().map(Block::sizeExponentFor))
                .containsExactly(0, 0, 1, 5, 6, 6);
        assertThatThrownBy(() -> new Block(1 << 20, false, 0)).hasMessageContaining("1048576");
        assertThatThrownBy(() -> Block.sizeExponentFor(15)).hasMessageContaining("15");
    }

    @Test
    void code_tellsRequestsFromResponses() {
        assertThat(Code.FETCH.isRequest()).isTrue();
        assertThat(Code.FETCH.isSafe()).isTrue();
        assertThat(Code.POST.isSafe()).isFalse();
        assertThat(Code.EMPTY.isRequest()).isFalse();
        assertThat(Code.NOT_FOUND.isResponse()).isTrue();
        assertThat(Code.NOT_FOUND.isSuccess()).isFalse();
        assertThat(Code.NOT_FOUND).hasToString("4.04");
        assertThat(Code.CONTINUE).hasToString("2.31");
        assertThat(Code.CONTINUE.codeClass()).isEqualTo(2);
    }
}
