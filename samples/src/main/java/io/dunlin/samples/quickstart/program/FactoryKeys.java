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
import io.dunlin.security.sign.VerificationKey;
import io.dunlin.security.sign.jca.JcaKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.List;
import java.util.Set;

/**
 * The keys by which the fleet's people sign, whose public halves each device has from the factory. In earnest they would
 * not be on one machine: that of commands is online, those of firmware are not.
 */
public final class FactoryKeys {

    static final KeyId OPERATOR = KeyId.of("operator");
    static final KeyId FIRMWARE = KeyId.of("firmware");

    private FactoryKeys() {}

    /** Opens, or makes once, the key of commands and leaves its public half at the factory. */
    public static SigningKey operator(FileStorage fleet, Path factory) throws IOException {
        return open(fleet, factory, OPERATOR);
    }

    /** Opens, or makes once, the key of firmware and leaves its public half at the factory. */
    public static SigningKey firmware(FileStorage fleet, Path factory) throws IOException {
        return open(fleet, factory, FIRMWARE);
    }

    private static SigningKey open(FileStorage fleet, Path factory, KeyId name) throws IOException {
        FileIdentityStore store =
                FileIdentityStore.open(fleet.privateDirectory("key-" + name), new DeviceId(name.toString()));
        StoredKey kept = store.key(KeySlot.A);
        StoredKey key = kept != null ? kept : store.createKey(KeySlot.A, 1);
        Files.write(publicHalf(factory, name), key.publicKey().getEncoded());
        return JcaKeys.signing(name, key.privateKey());
    }

    private static Path publicHalf(Path factory, KeyId name) {
        return factory.resolve(name + ".pub");
    }

    /** Reads what the factory put into each device: whom to obey, in what, and whose firmware to run. */
    public static KeyRing trusted(Path factory) throws IOException {
        VerificationKey operator =
                JcaKeys.verification(OPERATOR, Role.COMMAND, Set.of(Contract.DOSE), read(factory, OPERATOR));
        VerificationKey firmware = JcaKeys.verification(FIRMWARE, Role.FIRMWARE, read(factory, FIRMWARE));
        return KeyRing.of(List.of(operator, firmware));
    }

    private static PublicKey read(Path factory, KeyId name) throws IOException {
        byte[] encoded = Files.readAllBytes(publicHalf(factory, name));
        try {
            return KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(encoded));
        } catch (GeneralSecurityException e) {
            throw new IOException("the public key of " + name + " cannot be read", e);
        }
    }
}
