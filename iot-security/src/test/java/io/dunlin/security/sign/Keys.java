/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.security.sign;

import io.dunlin.security.sign.jca.JcaKeys;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** The cast of the signing tests. */
final class Keys {

    static final KeyPair COMMAND_PAIR = JcaKeys.generate();
    static final KeyPair FIRMWARE_PAIR = JcaKeys.generate();
    static final KeyPair FIRMWARE_2_PAIR = JcaKeys.generate();
    static final KeyPair STRANGER_PAIR = JcaKeys.generate();

    static final KeyId COMMAND = KeyId.of("command-1");
    static final KeyId REBOOT_ONLY = KeyId.of("reboot-only");
    static final KeyId FIRMWARE = KeyId.of("firmware-1");
    static final KeyId FIRMWARE_2 = KeyId.of("firmware-2");
    static final KeyId FIRMWARE_ALIAS = KeyId.of("firmware-1-again");

    static final SigningKey COMMAND_SIGNER = JcaKeys.signing(COMMAND, COMMAND_PAIR.getPrivate());
    static final SigningKey REBOOT_SIGNER = JcaKeys.signing(REBOOT_ONLY, FIRMWARE_2_PAIR.getPrivate());
    static final SigningKey FIRMWARE_SIGNER = JcaKeys.signing(FIRMWARE, FIRMWARE_PAIR.getPrivate());
    static final SigningKey FIRMWARE_ALIAS_SIGNER = JcaKeys.signing(FIRMWARE_ALIAS, FIRMWARE_PAIR.getPrivate());
    static final SigningKey FIRMWARE_2_SIGNER = JcaKeys.signing(FIRMWARE_2, FIRMWARE_2_PAIR.getPrivate());

    static final KeyRing RING = KeyRing.of(List.of(
            JcaKeys.verification(
                    COMMAND, Role.COMMAND, Set.of(VerificationKey.ANY_OPERATION), COMMAND_PAIR.getPublic()),
            JcaKeys.verification(REBOOT_ONLY, Role.COMMAND, Set.of("reboot"), FIRMWARE_2_PAIR.getPublic()),
            JcaKeys.verification(FIRMWARE, Role.FIRMWARE, FIRMWARE_PAIR.getPublic()),
            JcaKeys.verification(FIRMWARE_ALIAS, Role.FIRMWARE, FIRMWARE_PAIR.getPublic()),
            JcaKeys.verification(FIRMWARE_2, Role.FIRMWARE, FIRMWARE_2_PAIR.getPublic())));

    /** A key whose signatures cost nothing, for tests of what comes after the signature. */
    static final SigningKey TOY_SIGNER = new SigningKey(KeyId.of("toy"), Algorithm.ES256, Keys::toySignature);

    static final KeyRing TOY_RING = KeyRing.of(List.of(new VerificationKey(
            KeyId.of("toy"),
            Algorithm.ES256,
            Role.COMMAND,
            Set.of(VerificationKey.ANY_OPERATION),
            new byte[] {1},
            (message, signature) -> Arrays.equals(signature, toySignature(message)))));

    private Keys() {}

    private static byte[] toySignature(byte[] message) {
        byte[] signature = new byte[64];
        Arrays.fill(signature, (byte) Arrays.hashCode(message));
        return signature;
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
