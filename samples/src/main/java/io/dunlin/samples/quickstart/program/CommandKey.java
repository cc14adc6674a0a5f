/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.samples.quickstart.program;

import io.dunlin.core.DeviceId;
import io.dunlin.core.rim.FileStorage;
import io.dunlin.security.identity.FileIdentityStore;
import io.dunlin.security.identity.KeySlot;
import io.dunlin.security.identity.StoredKey;
import io.dunlin.security.sign.KeyId;
import io.dunlin.security.sign.KeyRing;
import io.dunlin.security.sign.Role;
import io.dunlin.security.sign.SigningKey;
import io.dunlin.security.sign.jca.JcaKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.spec.X509EncodedKeySpec;
import java.util.List;
import java.util.Set;

/** The key by which the operator orders commands: the fleet has it, and each device has its public half from the factory. */
public final class CommandKey {

    static final KeyId NAME = KeyId.of("operator");

    private static final String PUBLIC_HALF = "operator.pub";

    private CommandKey() {}

    /** Opens, or makes once, the fleet's key and leaves its public half at the factory. */
    public static SigningKey open(FileStorage fleet, Path factory) throws IOException {
        FileIdentityStore store =
                FileIdentityStore.open(fleet.privateDirectory("operator"), new DeviceId(NAME.toString()));
        StoredKey kept = store.key(KeySlot.A);
        StoredKey key = kept != null ? kept : store.createKey(KeySlot.A, 1);
        Files.write(factory.resolve(PUBLIC_HALF), key.publicKey().getEncoded());
        return JcaKeys.signing(NAME, key.privateKey());
    }

    /** Reads what the factory put into each device: whom to obey, and in what. */
    public static KeyRing trusted(Path factory) throws IOException {
        byte[] encoded = Files.readAllBytes(factory.resolve(PUBLIC_HALF));
        try {
            return KeyRing.of(List.of(JcaKeys.verification(
                    NAME,
                    Role.COMMAND,
                    Set.of(Contract.DOSE),
                    KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(encoded)))));
        } catch (GeneralSecurityException e) {
            throw new IOException("the operator's public key cannot be read", e);
        }
    }
}
