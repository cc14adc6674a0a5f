/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.rim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.dunlin.core.Storage;
import io.dunlin.core.StorageException;
import io.dunlin.core.StorageException.Kind;
import io.dunlin.core.StorageFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileStorageTest {

    @TempDir
    Path temporary;

    private FileStorage storage;

    @BeforeEach
    void open() throws IOException {
        storage = FileStorage.open(temporary.resolve("a").resolve("b"));
    }

    @Test
    void file_growsWithZeros_andShrinks() throws IOException {
        try (StorageFile file = storage.openOrCreate("f")) {
            file.write(3, new byte[] {9, 1, 2, 9}, 1, 2);
            assertThat(file.length()).isEqualTo(5);
            file.truncate(8);
            file.force();
            byte[] read = new byte[10];
            assertThat(file.read(0, read, 1, 9)).isEqualTo(8);
            assertThat(read).containsExactly(0, 0, 0, 0, 1, 2, 0, 0, 0, 0);
            assertThat(file.read(8, read, 0, 1)).isZero();
            assertThat(file.read(80, read, 0, 1)).isZero();
            file.truncate(4);
            assertThat(file.length()).isEqualTo(4);
        }
        storage.force();
    }

    @Test
    void privateDirectory_isClosedToOthers() throws IOException {
        storage.privateDirectory("keys").openOrCreate("k").close();
        Path keys = temporary.resolve("a/b/keys");
        assumeThat(Files.getFileStore(keys).supportsFileAttributeView(PosixFileAttributeView.class))
                .isTrue();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keys)))
                .isEqualTo("rwx------");
        assertThat(storage.privateDirectory("keys").exists("k")).isTrue();
    }

    @Test
    void list_isSorted_andLeavesOutDirectoriesAndForeignNames() throws IOException {
        storage.openOrCreate("b").close();
        storage.openOrCreate("a").close();
        storage.directory("child").openOrCreate("inside").close();
        Files.createFile(temporary.resolve("a/b/.hidden"));
        try (Storage.Lock lock = storage.lock()) {
            assertThat(lock).isNotNull();
            assertThat(storage.list()).containsExactly("a", "b");
        }
        assertThat(storage.directory("child").list()).containsExactly("inside");
        assertThat(storage.exists("a")).isTrue();
        assertThat(storage.exists("child")).isFalse();
    }

    @Test
    void rename_replacesTheTarget() throws IOException {
        writeTo(storage, "old", 1);
        writeTo(storage, "new", 2);
        storage.rename("new", "old");
        assertThat(storage.list()).containsExactly("old");
        assertThat(Files.readAllBytes(temporary.resolve("a/b/old"))).containsExactly(2);
    }

    @Test
    void missingFile_isNotFound_butDeletesTwice() throws IOException {
        assertKind(() -> storage.open("nothing"), Kind.NOT_FOUND);
        assertKind(() -> storage.rename("nothing", "else"), Kind.NOT_FOUND);
        writeTo(storage, "f", 1);
        storage.delete("f");
        storage.delete("f");
        assertThat(storage.exists("f")).isFalse();
    }

    @Test
    void fileOpenedForReading_refusesWrites() throws IOException {
        writeTo(storage, "f", 1);
        try (StorageFile file = storage.open("f")) {
            assertThatThrownBy(() -> file.write(0, new byte[1], 0, 1)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> file.truncate(0)).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void badName_isRefused() {
        for (String name : new String[] {"", "..", "a/b", ".lock", "ä"}) {
            assertThatThrownBy(() -> storage.openOrCreate(name)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void lock_isHeldOnce_alsoThroughAnotherStorage() throws IOException {
        FileStorage same = FileStorage.open(temporary.resolve("a/../a/b"));
        Storage.Lock lock = storage.lock();
        assertKind(same::lock, Kind.LOCKED);
        assertKind(storage::lock, Kind.LOCKED);
        lock.close();
        lock.close();
        same.lock().close();
    }

    @Test
    void quota_refusesGrowth_beforeTheWrite() throws IOException {
        FileStorage limited = FileStorage.open(temporary.resolve("q"), 10);
        try (StorageFile file = limited.openOrCreate("f")) {
            file.write(0, new byte[6], 0, 6);
            assertKind(() -> file.write(5, new byte[6], 0, 6), Kind.FULL);
            assertThat(file.length()).isEqualTo(6);
            file.write(0, new byte[10], 0, 10);
            assertKind(() -> file.truncate(11), Kind.FULL);
            file.truncate(2);
            assertKind(() -> writeTo(limited.directory("child"), "g", new byte[9]), Kind.FULL);
            writeTo(limited.directory("child"), "g", new byte[8]);
        }
        limited.delete("f");
        writeTo(limited, "h", new byte[2]);
        writeTo(limited, "i", new byte[0]);
        limited.rename("i", "h");
        writeTo(limited, "j", new byte[2]);
        assertKind(() -> writeTo(limited, "k", 1), Kind.FULL);
    }

    @Test
    void quota_countsWhatIsThere() throws IOException {
        writeTo(storage, "f", new byte[8]);
        FileStorage limited = FileStorage.open(temporary.resolve("a/b"), 10);
        assertKind(() -> writeTo(limited, "g", new byte[3]), Kind.FULL);
        writeTo(limited, "g", new byte[2]);
        assertThatThrownBy(() -> FileStorage.open(temporary, -1)).isInstanceOf(IllegalArgumentException.class);
    }

    private static void writeTo(Storage storage, String name, int onlyByte) throws IOException {
        writeTo(storage, name, new byte[] {(byte) onlyByte});
    }

    private static void writeTo(Storage storage, String name, byte[] content) throws IOException {
        try (StorageFile file = storage.openOrCreate(name)) {
            file.write(0, content, 0, content.length);
        }
    }

    private static void assertKind(ThrowingCallable action, Kind kind) {
        assertThatThrownBy(action)
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }
}
