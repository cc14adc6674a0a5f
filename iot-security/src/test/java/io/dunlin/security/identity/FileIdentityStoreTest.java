/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.security.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dunlin.core.DeviceId;
import io.dunlin.core.StorageException;
import io.dunlin.core.cbor.CborWriter;
import io.dunlin.core.log.AtomicFile;
import io.dunlin.core.log.NewerFormatException;
import io.dunlin.core.rim.FileStorage;
import io.dunlin.security.rotate.agent.CertificateRotator;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileIdentityStoreTest {

    private static final DeviceId DEVICE = new DeviceId("dev-1");

    @TempDir
    Path directory;

    private FileStorage storage;

    @BeforeEach
    void open() throws IOException {
        storage = FileStorage.open(directory);
    }

    @Test
    void store_isHeldByOneAtATime() throws IOException {
        FileIdentityStore store = FileIdentityStore.open(storage, DEVICE);
        assertThatThrownBy(() -> FileIdentityStore.open(storage, DEVICE))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.LOCKED));
        store.close();
        FileIdentityStore.open(storage, DEVICE).close();
    }

    @Test
    void keyOfANewerVersion_isNeitherDamageNorReplaced() throws IOException {
        try (FileIdentityStore store = FileIdentityStore.open(storage, DEVICE)) {
            store.createKey(KeySlot.A, 1);
            byte[] newer = new CborWriter().array(2).integer(2).text("new").toByteArray();
            new AtomicFile(storage, "a.key", 4096).write(newer);
            assertThatThrownBy(() -> store.key(KeySlot.A))
                    .isInstanceOfSatisfying(
                            NewerFormatException.class,
                            e -> assertThat(e.version()).isEqualTo(2));
            assertThatThrownBy(() -> CertificateRotator.isEnrolled(store)).isInstanceOf(NewerFormatException.class);
        }
    }

    @Test
    void damagedKey_isAsGoodAsNone() throws IOException {
        try (FileIdentityStore store = FileIdentityStore.open(storage, DEVICE)) {
            store.createKey(KeySlot.A, 1);
            assertThat(store.key(KeySlot.A)).isNotNull();
            new AtomicFile(storage, "a.key", 4096).write(new byte[] {1, 2, 3});
            assertThat(store.key(KeySlot.A)).isNull();
            assertThat(store.identity(KeySlot.A)).isNull();
            assertThat(CertificateRotator.isEnrolled(store)).isFalse();
        }
    }
}
