/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.rim;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.core.StorageException;
import io.dunlin.core.StorageException.Kind;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IoFailuresTest {

    @TempDir
    Path directory;

    @Test
    void platformText_isTold_byKind() {
        assertThat(kindOf("No space left on device")).isEqualTo(Kind.FULL);
        assertThat(kindOf("Disk quota exceeded")).isEqualTo(Kind.FULL);
        assertThat(kindOf("There is not enough space on the disk")).isEqualTo(Kind.FULL);
        assertThat(kindOf("Read-only file system")).isEqualTo(Kind.READ_ONLY);
        assertThat(kindOf("Input/output error")).isEqualTo(Kind.IO);
    }

    @Test
    void knownFailure_staysItself() {
        StorageException known = new StorageException(Kind.LOCKED, "held");
        assertThat(IoFailures.typed("write", directory, known)).isSameAs(known);
    }

    private Kind kindOf(String text) {
        StorageException typed = IoFailures.typed("write", directory.resolve("f"), new IOException(text));
        assertThat(typed).hasMessageStartingWith("cannot write ").hasRootCauseMessage(text);
        return typed.kind();
    }
}
