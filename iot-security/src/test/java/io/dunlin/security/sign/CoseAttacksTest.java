/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.security.sign;

import static io.dunlin.security.sign.Keys.ascii;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dunlin.core.cbor.CborWriter;
import io.dunlin.security.sign.jca.JcaKeys;
import java.math.BigInteger;
import java.security.interfaces.ECPublicKey;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** The attacks of the design on signed messages as such, by number; each must end in its own refusal. */
class CoseAttacksTest {

    private static final String TYPE = "test+cbor";
    private static final byte[] AAD = ascii("aad");
    private static final byte[] PAYLOAD = ascii("payload");
    private final CoseVerifier verifier = new CoseVerifier(Keys.RING, 4096);

    @Test
    void a12_validSignatureByFirmwareKey_isNoCommand() {
        byte[] message = CoseSigner.sign1(Keys.FIRMWARE_SIGNER, TYPE, PAYLOAD, AAD);
        assertThat(refusal(verifier.verify1(message, Role.COMMAND, TYPE, AAD))).isEqualTo(Refusal.WRONG_ROLE);
        assertThat(verifier.verify1(message, Role.FIRMWARE, TYPE, AAD).kind()).isEqualTo(Verification.Kind.VERIFIED);
    }

    @Test
    void a13_commandKey_signsNoFirmware() {
        byte[] message = CoseSigner.sign(List.of(Keys.COMMAND_SIGNER), TYPE, PAYLOAD, AAD);
        assertThat(refusal(verifier.verify(message, Role.FIRMWARE, TYPE, AAD, 1)))
                .isEqualTo(Refusal.THRESHOLD_NOT_MET);
    }

    @Test
    void a14_deviceKey_isNoSigner() {
        SigningKey device = JcaKeys.signing(KeyId.of("device-cert"), Keys.STRANGER_PAIR.getPrivate());
        assertThat(refusal(verify1(CoseSigner.sign1(device, TYPE, PAYLOAD, AAD))))
                .isEqualTo(Refusal.UNKNOWN_KEY);
    }

    @Test
    void a15_revokedKey_isRefused() {
        byte[] message = CoseSigner.sign1(Keys.COMMAND_SIGNER, TYPE, PAYLOAD, AAD);
        CoseVerifier after = new CoseVerifier(Keys.RING.revoke(Keys.COMMAND), 4096);
        assertThat(refusal(after.verify1(message, Role.COMMAND, TYPE, AAD))).isEqualTo(Refusal.KEY_REVOKED);
    }

    @Test
    void a16_kidCollisionAndUnknownKid_areRefused() {
        SigningKey impostor = JcaKeys.signing(Keys.COMMAND, Keys.STRANGER_PAIR.getPrivate());
        assertThat(refusal(verify1(CoseSigner.sign1(impostor, TYPE, PAYLOAD, AAD))))
                .isEqualTo(Refusal.BAD_SIGNATURE);
        VerificationKey one = JcaKeys.verification(Keys.COMMAND, Role.COMMAND, Keys.COMMAND_PAIR.getPublic());
        VerificationKey other = JcaKeys.verification(Keys.COMMAND, Role.FIRMWARE, Keys.STRANGER_PAIR.getPublic());
        assertThatThrownBy(() -> KeyRing.of(List.of(one, other)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("command-1");
    }

    @Test
    void a17_algorithmSubstitution_isRefused() throws Exception {
        byte[] publicKey = Keys.COMMAND_PAIR.getPublic().getEncoded();
        for (int algorithm : new int[] {5, -35, -8, -36, 0}) {
            byte[] headers = headers(w -> w.map(3)
                    .integer(1)
                    .integer(algorithm)
                    .integer(4)
                    .bytes(ascii("command-1"))
                    .integer(16)
                    .text(TYPE));
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(publicKey, "HmacSHA256"));
            byte[] tag = mac.doFinal(CoseMessage.covered(true, headers, new byte[0], AAD, PAYLOAD));
            assertThat(refusal(verify1(message(headers, w -> w.map(0), tag)))).isEqualTo(Refusal.WRONG_ALGORITHM);
        }
        byte[] none = headers(w -> w.map(3)
                .integer(1)
                .text("none")
                .integer(4)
                .bytes(ascii("command-1"))
                .integer(16)
                .text(TYPE));
        assertThat(refusal(verify1(message(none, w -> w.map(0), new byte[0])))).isEqualTo(Refusal.WRONG_ALGORITHM);
    }

    @Test
    void a18_algorithmInUnprotectedHeader_isRefused() {
        byte[] headers = headers(
                w -> w.map(2).integer(4).bytes(ascii("command-1")).integer(16).text(TYPE));
        byte[] signature = sign(headers);
        assertThat(refusal(verify1(message(headers, w -> w.map(1).integer(1).integer(-7), signature))))
                .isEqualTo(Refusal.UNPROTECTED_HEADER);
        assertThat(refusal(verify1(message(headers, w -> w.map(0), signature)))).isEqualTo(Refusal.WRONG_ALGORITHM);
    }

    @Test
    void a19_unknownCritical_isRefused_andUnknownUncriticalIsPassedOver() {
        byte[] critical = headers(w -> w.map(5)
                .integer(1)
                .integer(-7)
                .integer(2)
                .array(1)
                .integer(40)
                .integer(4)
                .bytes(ascii("command-1"))
                .integer(16)
                .text(TYPE)
                .integer(40)
                .bool(true));
        assertThat(refusal(verify1(message(critical, w -> w.map(0), sign(critical)))))
                .isEqualTo(Refusal.UNKNOWN_CRITICAL);
        byte[] absent = headers(w -> w.map(3)
                .integer(1)
                .integer(-7)
                .integer(2)
                .array(1)
                .integer(16)
                .integer(4)
                .bytes(ascii("command-1")));
        assertThat(refusal(verify1(message(absent, w -> w.map(0), sign(absent)))))
                .isEqualTo(Refusal.UNKNOWN_CRITICAL);
        byte[] text = headers(w -> w.map(4)
                .integer(1)
                .integer(-7)
                .integer(2)
                .array(1)
                .text("x")
                .integer(4)
                .bytes(ascii("command-1"))
                .integer(16)
                .text(TYPE));
        assertThat(refusal(verify1(message(text, w -> w.map(0), sign(text))))).isEqualTo(Refusal.UNKNOWN_CRITICAL);
        byte[] uncritical = headers(w -> w.map(5)
                .integer(1)
                .integer(-7)
                .integer(4)
                .bytes(ascii("command-1"))
                .integer(16)
                .text(TYPE)
                .integer(40)
                .bool(true)
                .text("x")
                .integer(1));
        assertThat(verify1(message(uncritical, w -> w.map(0), sign(uncritical))).kind())
                .isEqualTo(Verification.Kind.VERIFIED);
    }

    @Test
    void a20_unprotectedHeaderInjection_isRefused() {
        byte[] headers = CoseHeaders.ofSigner(Keys.COMMAND_SIGNER, TYPE);
        byte[] message = message(headers, w -> w.map(1).integer(4).bytes(ascii("firmware-1")), sign(headers));
        assertThat(refusal(verify1(message))).isEqualTo(Refusal.UNPROTECTED_HEADER);
    }

    @Test
    void a21_nonDeterministicOrHugeEncodings_areRefused() {
        byte[] good = CoseSigner.sign1(Keys.COMMAND_SIGNER, TYPE, PAYLOAD, AAD);
        assertThat(verify1(good).kind()).isEqualTo(Verification.Kind.VERIFIED);
        byte[] duplicateKeys = bytes(0xA2, 0x01, 0x26, 0x01, 0x26);
        byte[] indefiniteMap = bytes(0xBF, 0x01, 0x26, 0xFF);
        byte[] longForm = bytes(0xA1, 0x18, 0x01, 0x26);
        byte[] deep = new byte[64];
        Arrays.fill(deep, (byte) 0x81);
        for (byte[] headers : List.of(duplicateKeys, indefiniteMap, longForm, deep)) {
            assertThat(refusal(verify1(message(headers, w -> w.map(0), sign(headers)))))
                    .isEqualTo(Refusal.MALFORMED);
        }
        byte[] indefiniteArray = good.clone();
        indefiniteArray[1] = (byte) 0x9F;
        byte[] hugeArray = bytes(0xD2, 0x9A, 0xFF, 0xFF, 0xFF, 0xFF);
        byte[] hugeString = bytes(0xD2, 0x84, 0x5B, 0, 0, 0, 1, 0, 0, 0, 0);
        byte[] untagged = Arrays.copyOfRange(good, 1, good.length);
        byte[] trailing = Arrays.copyOf(good, good.length + 1);
        for (byte[] message : List.of(indefiniteArray, hugeArray, hugeString, untagged, trailing, new byte[0])) {
            assertThat(refusal(verify1(message))).isEqualTo(Refusal.MALFORMED);
        }
        assertThat(refusal(verify1(new byte[4097]))).isEqualTo(Refusal.TOO_LARGE);
    }

    @Test
    void a22_malleatedSignature_isAnotherMessageOfTheSamePayload() {
        byte[] good = CoseSigner.sign1(Keys.COMMAND_SIGNER, TYPE, PAYLOAD, AAD);
        BigInteger order =
                ((ECPublicKey) Keys.COMMAND_PAIR.getPublic()).getParams().getOrder();
        BigInteger s = new BigInteger(1, Arrays.copyOfRange(good, good.length - 32, good.length));
        byte[] other = order.subtract(s).toByteArray();
        byte[] malleated = good.clone();
        Arrays.fill(malleated, good.length - 32, good.length, (byte) 0);
        int length = Math.min(32, other.length);
        System.arraycopy(other, other.length - length, malleated, malleated.length - length, length);
        Verification verification = verify1(malleated);
        assertThat(malleated).isNotEqualTo(good);
        assertThat(((Verification.Verified) verification).payload()).isEqualTo(PAYLOAD);
    }

    @Test
    void a23_noSignature_isRefused() {
        byte[] empty = new CborWriter()
                .tag(98)
                .array(4)
                .bytes(CoseHeaders.ofBody(TYPE))
                .map(0)
                .bytes(PAYLOAD)
                .array(0)
                .toByteArray();
        assertThat(refusal(verifier.verify(empty, Role.FIRMWARE, TYPE, AAD, 1))).isEqualTo(Refusal.NO_SIGNATURE);
        byte[] headers = CoseHeaders.ofSigner(Keys.COMMAND_SIGNER, TYPE);
        for (byte[] signature : List.of(new byte[0], new byte[64], new byte[63], new byte[65])) {
            assertThat(refusal(verify1(message(headers, w -> w.map(0), signature))))
                    .isEqualTo(Refusal.BAD_SIGNATURE);
        }
        assertThatThrownBy(() -> verifier.verify(empty, Role.FIRMWARE, TYPE, AAD, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a24_oneKeyTwice_countsOnce() {
        byte[] sameName = CoseSigner.sign(List.of(Keys.FIRMWARE_SIGNER, Keys.FIRMWARE_SIGNER), TYPE, PAYLOAD, AAD);
        byte[] otherName =
                CoseSigner.sign(List.of(Keys.FIRMWARE_SIGNER, Keys.FIRMWARE_ALIAS_SIGNER), TYPE, PAYLOAD, AAD);
        for (byte[] message : List.of(sameName, otherName)) {
            assertThat(refusal(verifier.verify(message, Role.FIRMWARE, TYPE, AAD, 2)))
                    .isEqualTo(Refusal.THRESHOLD_NOT_MET);
        }
        byte[] two = CoseSigner.sign(List.of(Keys.FIRMWARE_SIGNER, Keys.FIRMWARE_2_SIGNER), TYPE, PAYLOAD, AAD);
        Verification both = verifier.verify(two, Role.FIRMWARE, TYPE, AAD, 2);
        assertThat(((Verification.Verified) both).signers()).hasSize(2);
    }

    private Verification verify1(byte[] message) {
        return verifier.verify1(message, Role.COMMAND, TYPE, AAD);
    }

    private static byte[] sign(byte[] headers) {
        return Keys.COMMAND_SIGNER.sign(CoseMessage.covered(true, headers, new byte[0], AAD, PAYLOAD));
    }

    private static byte[] headers(Consumer<CborWriter> map) {
        CborWriter writer = new CborWriter();
        map.accept(writer);
        return writer.toByteArray();
    }

    private static byte[] message(byte[] headers, Consumer<CborWriter> unprotected, byte[] signature) {
        CborWriter writer = new CborWriter().tag(18).array(4).bytes(headers);
        unprotected.accept(writer);
        return writer.bytes(PAYLOAD).bytes(signature).toByteArray();
    }

    private static Refusal refusal(Verification verification) {
        assertThat(verification.kind()).isEqualTo(Verification.Kind.REFUSED);
        return ((Verification.Refused) verification).refusal();
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }
}
