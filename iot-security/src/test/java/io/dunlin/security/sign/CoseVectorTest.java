/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.security.sign;

import static io.dunlin.security.sign.Keys.ascii;
import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.core.cbor.CborLimits;
import io.dunlin.security.sign.jca.JcaKeys;
import java.math.BigInteger;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Messages that others signed: RFC 9052 appendix C. */
class CoseVectorTest {

    private static final String SIGN1 = "d28443a10126a10442313154546869732069732074686520636f6e74656e742e5840"
            + "8eb33e4ca31d1c465ab05aac34cc6b23d58fef5c083106c4d25a91aef0b0117e"
            + "2af9a291aa32e14ab834dc56ed2a223444547e01f11d3b0916e5a4c345cacb36";
    private static final String X = "bac5b11cad8f99f9c72b05cf4b9e26d244dc189f745228255a219a86d6a09eff";
    private static final String Y = "20138bf82dc1b6d562be0fa54ab7804a3a64b6d72ccfed6b6fb6ed28bbfc117e";

    @Test
    void rfc9052_c21_signatureHolds_andItsUnprotectedKidIsRefused() throws Exception {
        byte[] message = HexFormat.of().parseHex(SIGN1);
        CoseMessage parsed = CoseMessage.decode(message, CborLimits.DEFAULT);
        assertThat(parsed.payload()).isEqualTo(ascii("This is the content."));
        assertThat(parsed.body().algorithm()).isEqualTo(-7L);
        VerificationKey key = JcaKeys.verification(KeyId.of("11"), Role.CONFIG, publicKey());
        byte[] covered = CoseMessage.covered(true, parsed.bodyProtected(), new byte[0], new byte[0], parsed.payload());
        assertThat(key.matches(covered, parsed.signatures().get(0).bytes())).isTrue();
        Verification verification = new CoseVerifier(KeyRing.of(java.util.List.of(key)), 1024)
                .verify1(message, Role.CONFIG, "", new byte[0]);
        assertThat(((Verification.Refused) verification).refusal()).isEqualTo(Refusal.UNPROTECTED_HEADER);
    }

    private static PublicKey publicKey() throws Exception {
        ECPoint point = new ECPoint(new BigInteger(X, 16), new BigInteger(Y, 16));
        ECPublicKey p256 = (ECPublicKey) Keys.COMMAND_PAIR.getPublic();
        return KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(point, p256.getParams()));
    }
}
