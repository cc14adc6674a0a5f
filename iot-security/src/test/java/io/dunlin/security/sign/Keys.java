/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.security.sign;

import io.dunlin.security.sign.jca.JcaKeys;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
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

    private Keys() {}

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
