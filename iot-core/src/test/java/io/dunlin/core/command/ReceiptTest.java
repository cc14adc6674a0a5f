/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dunlin.core.DecodeException;
import io.dunlin.core.LimitExceeded;
import io.dunlin.core.cbor.CborWriter;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class ReceiptTest {

    private static final CommandId ID = CommandId.parse("00112233445566778899aabbccddeeff");

    @Test
    void receipt_encodesAsDocumented() {
        Receipt receipt = Receipt.rejected(ID, Reason.EXPIRED, "late");
        String expected = "a4" + "0150" + "00112233445566778899aabbccddeeff" + "0204" + "0306" + "0464" + "6c617465";
        assertThat(HexFormat.of().formatHex(receipt.encode())).isEqualTo(expected);
        assertThat(Receipt.decode(receipt.encode())).isEqualTo(receipt).hasSameHashCodeAs(receipt);
    }

    @Test
    void receipt_ofEachKind_survivesTheWire() {
        assertThat(Receipt.decode(Receipt.accepted(ID).encode())).isEqualTo(Receipt.accepted(ID));
        Receipt done = Receipt.done(ID, new byte[] {1, 2, 3});
        assertThat(Receipt.decode(done.encode()).result()).containsExactly(1, 2, 3);
        Receipt failed = Receipt.failed(ID, Reason.OPERATION_FAILED, "valve stuck");
        assertThat(Receipt.decode(failed.encode())).isEqualTo(failed);
        assertThat(Receipt.decode(Receipt.interrupted(ID).encode())).isEqualTo(Receipt.interrupted(ID));
    }

    @Test
    void state_isFinal_unlessAccepted() {
        assertThat(Receipt.State.ACCEPTED.isFinal()).isFalse();
        assertThat(Arrays.stream(Receipt.State.values()).filter(Receipt.State::isFinal))
                .hasSize(4);
    }

    @Test
    void receipt_isRefused_whenStateReasonAndResultDoNotAgree() {
        byte[] none = {};
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Receipt(ID, Receipt.State.DONE, Reason.BUSY, "", none))
                .withMessageContaining("BUSY");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Receipt(ID, Receipt.State.REJECTED, Reason.NONE, "", none));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Receipt(ID, Receipt.State.REJECTED, Reason.BUSY, "", new byte[1]));
    }

    @Test
    void receipt_isRefused_whenTextOrResultIsTooLong() {
        String text = "\u00e4".repeat(Receipt.MAX_TEXT_BYTES / 2 + 1);
        assertThatIllegalArgumentException().isThrownBy(() -> Receipt.failed(ID, Reason.OTHER, text));
        assertThatIllegalArgumentException().isThrownBy(() -> Receipt.done(ID, new byte[Receipt.MAX_RESULT_BYTES + 1]));
    }

    @Test
    void largestReceipt_fitsItsDeclaredSize() {
        String text = "x".repeat(Receipt.MAX_TEXT_BYTES);
        byte[] result = new byte[Receipt.MAX_RESULT_BYTES];
        Receipt receipt = new Receipt(ID, Receipt.State.FAILED, Reason.INTERRUPTED, text, result);
        assertThat(receipt.encode()).hasSizeLessThanOrEqualTo(Receipt.MAX_ENCODED_BYTES);
        assertThat(Receipt.decode(receipt.encode())).isEqualTo(receipt);
    }

    @Test
    void decode_passesOverKeysAndReasonsOfANewerSender() {
        CborWriter writer = new CborWriter().map(4).integer(1).bytes(ID.toBytes());
        writer.integer(2).integer(Receipt.State.FAILED.code());
        writer.integer(3).integer(200);
        writer.integer(9).array(1).text("new");
        Receipt receipt = Receipt.decode(writer.toByteArray());
        assertThat(receipt.reason()).isEqualTo(Reason.OTHER);
        assertThat(receipt.state()).isEqualTo(Receipt.State.FAILED);
    }

    @Test
    void decode_refuses_whenClaimsAreMissingOrDoNotAgree() {
        assertRefused(new CborWriter().map(1).integer(1).bytes(ID.toBytes()));
        assertRefused(head(6, 2));
        assertRefused(head(Receipt.State.REJECTED.code(), 2));
        assertRefused(head(Receipt.State.DONE.code(), 3).integer(3).integer(13));
        assertRefused(head(Receipt.State.DONE.code(), 3).integer(4).text(""));
        assertRefused(head(Receipt.State.ACCEPTED.code(), 3).integer(5).bytes(new byte[1]));
        CborWriter longText = head(Receipt.State.DONE.code(), 3).integer(4).text("x".repeat(257));
        assertThatThrownBy(() -> Receipt.decode(longText.toByteArray())).isInstanceOf(LimitExceeded.class);
    }

    @Test
    void reasons_haveDistinctCodes_andSomeAreWorthAnotherTry() {
        assertThat(Arrays.stream(Reason.values()).map(Reason::code)).doesNotHaveDuplicates();
        assertThat(Reason.BUSY.retryable()).isTrue();
        assertThat(Reason.NOT_AUTHENTIC.retryable()).isFalse();
    }

    private static CborWriter head(int state, int pairs) {
        return new CborWriter()
                .map(pairs)
                .integer(1)
                .bytes(ID.toBytes())
                .integer(2)
                .integer(state);
    }

    private static void assertRefused(CborWriter writer) {
        assertThatThrownBy(() -> Receipt.decode(writer.toByteArray())).isInstanceOf(DecodeException.class);
    }
}
