/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.security.sign;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class CosePropertyTest {

    private static final String TYPE = "test+cbor";
    private final CoseVerifier verifier = new CoseVerifier(Keys.RING, 8192);

    @Property
    void signedBySome_isVerifiedWithThem(
            @ForAll @Size(max = 600) byte[] payload,
            @ForAll @Size(max = 40) byte[] aad,
            @ForAll @IntRange(min = 1, max = 3) int who) {
        List<SigningKey> signers = new ArrayList<>();
        if ((who & 1) != 0) {
            signers.add(Keys.FIRMWARE_SIGNER);
        }
        if ((who & 2) != 0) {
            signers.add(Keys.FIRMWARE_2_SIGNER);
        }
        byte[] message = CoseSigner.sign(signers, TYPE, payload, aad);
        Verification result = verifier.verify(message, Role.FIRMWARE, TYPE, aad, signers.size());
        assertThat(result.kind()).isEqualTo(Verification.Kind.VERIFIED);
        Verification.Verified verified = (Verification.Verified) result;
        assertThat(verified.payload()).isEqualTo(payload);
        assertThat(verified.signers()).hasSameSizeAs(signers);
        assertThat(verifier.verify(message, Role.FIRMWARE, TYPE, aad, signers.size() + 1)
                        .kind())
                .isEqualTo(Verification.Kind.REFUSED);
    }

    /** A40: no bit of a message can be changed and no byte cut. */
    @Property
    void a40_bitFlippedOrTruncatedAnywhere_isRefused(@ForAll @Size(max = 100) byte[] payload, @ForAll int where) {
        byte[] message = CoseSigner.sign1(Keys.COMMAND_SIGNER, TYPE, payload, new byte[0]);
        int bit = Math.floorMod(where, message.length * 8);
        byte[] flipped = message.clone();
        flipped[bit / 8] ^= (byte) (1 << (bit % 8));
        assertRefused(flipped);
        assertRefused(Arrays.copyOf(message, bit / 8));
    }

    /** A40, exhaustively for one message. */
    @org.junit.jupiter.api.Test
    void a40_everyBitAndEveryLength_isRefused() {
        byte[] message = CoseSigner.sign1(Keys.COMMAND_SIGNER, TYPE, new byte[] {1, 2, 3}, new byte[0]);
        for (int bit = 0; bit < message.length * 8; bit++) {
            byte[] flipped = message.clone();
            flipped[bit / 8] ^= (byte) (1 << (bit % 8));
            assertRefused(flipped);
        }
        for (int length = 0; length < message.length; length++) {
            assertRefused(Arrays.copyOf(message, length));
        }
    }

    private void assertRefused(byte[] message) {
        assertThat(verifier.verify1(message, Role.COMMAND, TYPE, new byte[0]).kind())
                .isEqualTo(Verification.Kind.REFUSED);
    }
}
