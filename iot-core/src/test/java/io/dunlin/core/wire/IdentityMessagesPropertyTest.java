/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dunlin.core.DecodeException;
import java.math.BigInteger;
import java.util.Arrays;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.BigRange;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.StringLength;

class IdentityMessagesPropertyTest {

    private static final String LONGEST = "1461501637330902918203684832716283019655932542975"; // 2^160 - 1

    @Property
    void decode_givesBackWhatEncodeWrote(
            @ForAll @LongRange(min = 1) long generation,
            @ForAll @BigRange(min = "1", max = LONGEST) BigInteger serial,
            @ForAll @LongRange(min = 0) long givenUp,
            @ForAll @StringLength(max = 128) @CharRange(from = ' ', to = '\u04ff') String reason) {
        String digits = serial.toString(16);
        IdentityState state = new IdentityState(generation, digits, givenUp, reason);
        assertThat(IdentityState.decode(state.encode())).isEqualTo(state);
        RenewalRequest request = new RenewalRequest(digits);
        assertThat(RenewalRequest.decode(request.encode())).isEqualTo(request);
    }

    @Property
    void decode_refusesOrReadsWhatEncodeWouldWrite_whenAByteIsChanged(
            @ForAll @IntRange(max = 60) int at, @ForAll byte value, @ForAll @IntRange(max = 60) int length) {
        byte[] message = new IdentityState(7, "1a2b3c", 6, "refused").encode();
        byte[] changed = Arrays.copyOf(message, Math.min(message.length, Math.max(1, length)));
        changed[at % changed.length] = value;
        try {
            assertThat(IdentityState.decode(changed).encode()).isEqualTo(changed);
        } catch (DecodeException e) {
            assertThat(e.offset()).isBetween(-1, changed.length);
        }
    }

    @Example
    void serials_areLowerCaseHexadecimalWithoutLeadingZeros() {
        for (String wrong : new String[] {"", "0", "01", "A1", "1g", "f".repeat(41), " 1"}) {
            assertThatThrownBy(() -> new RenewalRequest(wrong)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(new RenewalRequest("f".repeat(40)).encode()).hasSizeLessThanOrEqualTo(64);
        byte[] upper = new RenewalRequest("ab").encode();
        upper[upper.length - 1] = 'B';
        assertThatThrownBy(() -> RenewalRequest.decode(upper)).isInstanceOf(DecodeException.class);
    }

    @Example
    void state_refusesWhatDoesNotFit() {
        assertThatThrownBy(() -> new IdentityState(0, "1", 0, "")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new IdentityState(1, "1", 0, "x".repeat(129)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
