/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.security.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dunlin.core.DeviceId;
import io.dunlin.core.rim.FileStorage;
import io.dunlin.security.enroll.Credential;
import io.dunlin.security.enroll.local.LocalCertificateAuthority;
import io.dunlin.security.est.EstRequest;
import io.dunlin.security.rotate.RotationRecord;
import io.dunlin.security.sign.KeyId;
import io.dunlin.security.sign.jca.JcaKeys;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.interfaces.ECPrivateKey;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** I9: no secret in a text, a journal or an exception. */
class SecretsTest {

    private static final DeviceId DEVICE = new DeviceId("dev-1");
    private static final String TOKEN = "planted-secret-0815";

    @TempDir
    Path directory;

    @Test
    void i9_keysAndTokens_appearInNoText() throws Exception {
        FileStorage storage = FileStorage.open(directory);
        FileIdentityStore store = FileIdentityStore.open(storage.privateDirectory("identity"), DEVICE);
        LocalCertificateAuthority authority = LocalCertificateAuthority.open(
                storage.privateDirectory("authority"), Clock.systemUTC(), Duration.ofDays(1));
        StoredKey key = store.createKey(KeySlot.A, 1);
        store.storeChain(KeySlot.A, authority.issue(DEVICE, key.publicKey()));
        DeviceIdentity identity = store.identity(KeySlot.A);
        store.writeJournal(RotationRecord.stable(0, 1).encode());

        Credential token = Credential.claimToken(TOKEN);
        Credential password = Credential.password("dev-1", TOKEN);
        String texts = List.of(
                        key,
                        identity,
                        JcaKeys.signing(KeyId.of("k"), key.privateKey()),
                        token,
                        password,
                        new EstRequest("POST", "/x", "", token.header(), new byte[0], null),
                        TlsContextFactory.device(identity, authority.anchors()),
                        store,
                        authority)
                .toString();
        for (String secret : secrets(key)) {
            assertThat(texts).doesNotContainIgnoringCase(secret);
        }
        assertThat(texts).contains("dev-1");
        byte[] scalar = ((ECPrivateKey) key.privateKey()).getS().toByteArray();
        for (String name : List.of("rotation", "a.chain")) {
            byte[] file = Files.readAllBytes(directory.resolve("identity").resolve(name));
            assertThat(new String(file, StandardCharsets.ISO_8859_1))
                    .doesNotContain(new String(scalar, StandardCharsets.ISO_8859_1));
        }
        byte[] keyFile = Files.readAllBytes(directory.resolve("identity/a.key"));
        assertThat(new String(keyFile, StandardCharsets.ISO_8859_1))
                .as("the search finds what is there")
                .contains(new String(scalar, scalar.length - 32, 32, StandardCharsets.ISO_8859_1));
    }

    @Test
    void i9_exceptions_nameNoSecret() {
        assertThatThrownBy(() -> Credential.claimToken(TOKEN + " with space"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining(TOKEN);
        assertThatThrownBy(() -> Credential.password("a:b", TOKEN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining(TOKEN);
    }

    @Test
    void damagedFiles_areAsGoodAsAbsent_andForeignChainsAreRefused() throws Exception {
        FileStorage storage = FileStorage.open(directory);
        FileIdentityStore store = FileIdentityStore.open(storage, DEVICE);
        LocalCertificateAuthority authority = LocalCertificateAuthority.open(
                storage.privateDirectory("authority"), Clock.systemUTC(), Duration.ofDays(1));
        StoredKey a = store.createKey(KeySlot.A, 1);
        StoredKey b = store.createKey(KeySlot.B, 2);
        assertThatThrownBy(() -> store.storeChain(KeySlot.B, authority.issue(DEVICE, a.publicKey())))
                .isInstanceOf(IllegalArgumentException.class);
        store.storeChain(KeySlot.A, authority.issue(DEVICE, a.publicKey()));
        store.storeChain(KeySlot.B, authority.issue(DEVICE, b.publicKey()));
        Files.copy(
                directory.resolve("b.chain"),
                directory.resolve("a.chain"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        assertThat(store.identity(KeySlot.A)).as("paired by public key").isNull();
        Files.write(directory.resolve("b.key"), new byte[] {1, 2, 3});
        Files.write(directory.resolve("rotation"), new byte[] {1, 2, 3});
        assertThat(store.key(KeySlot.B)).isNull();
        assertThat(store.readJournal()).isNull();
        store.destroy(KeySlot.A);
        assertThat(store.key(KeySlot.A)).isNull();
    }

    private static List<String> secrets(StoredKey key) {
        byte[] scalar = ((ECPrivateKey) key.privateKey()).getS().toByteArray();
        return List.of(
                TOKEN,
                Base64.getEncoder().encodeToString(("dev-1:" + TOKEN).getBytes(StandardCharsets.UTF_8)),
                HexFormat.of().formatHex(scalar),
                ((ECPrivateKey) key.privateKey()).getS().toString(),
                Base64.getEncoder().encodeToString(key.privateKey().getEncoded()));
    }
}
