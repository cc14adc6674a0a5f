/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.proofs.log;

import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.dunlin.core.rim.FileStorage;
import io.dunlin.testkit.StorageContract;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

class FileStorageContractTest {

    @TempDir
    Path temporary;

    @TestFactory
    Stream<DynamicTest> fileStorage_keepsTheContract() {
        return StorageContract.checks().stream()
                .map(check -> dynamicTest(
                        check.name(),
                        () -> check.run(FileStorage.open(Files.createTempDirectory(temporary, "check")))));
    }
}
