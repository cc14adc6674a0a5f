/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.core.Storage;
import io.dunlin.core.StorageFile;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Any sequence of operations against a map of byte arrays, with the power cut at the end. */
class FaultyStoragePropertyTest {

    private static final int FILES = 3;

    private enum Verb {
        WRITE,
        TRUNCATE,
        FORCE,
        RENAME,
        DELETE,
        FORCE_ALL
    }

    record Step(Verb verb, int file, int other, int position, int length) {}

    @Provide
    Arbitrary<List<Step>> steps() {
        return Combinators.combine(
                        Arbitraries.of(Verb.class),
                        Arbitraries.integers().between(0, FILES - 1),
                        Arbitraries.integers().between(0, FILES - 1),
                        Arbitraries.integers().between(0, 2000),
                        Arbitraries.integers().between(0, 1500))
                .as(Step::new)
                .list()
                .ofMaxSize(30);
    }

    @Property
    void storage_readsAsAMapOfBytes_andSurvivesWhatWasForced(@ForAll("steps") List<Step> steps, @ForAll long seed)
            throws IOException {
        FaultyStorage disk = new FaultyStorage(seed);
        Map<String, byte[]> model = new TreeMap<>();
        byte fill = 1;
        for (Step step : steps) {
            apply(disk.storage(), model, step, fill++);
            check(disk.storage(), model);
        }
        assertThat(disk.usedBytes())
                .isEqualTo(model.values().stream().mapToLong(b -> b.length).sum());
        for (String name : model.keySet()) {
            try (StorageFile file = disk.storage().openOrCreate(name)) {
                file.force();
            }
        }
        disk.storage().force();
        check(disk.restart(), model);
    }

    @Property
    void powerCut_leavesEachByteOfSomeMoment_andNamesOfSomeMoment(@ForAll("steps") List<Step> steps, @ForAll long seed)
            throws IOException {
        FaultyStorage disk = new FaultyStorage(seed);
        Map<String, byte[]> model = new TreeMap<>();
        Map<Byte, Boolean> written = new HashMap<>();
        byte fill = 1;
        for (Step step : steps) {
            written.put(fill, true);
            apply(disk.storage(), model, step, fill++);
        }
        Storage after = disk.restart();
        for (String name : after.list()) {
            for (byte b : content(after, name)) {
                assertThat(b == 0 || written.containsKey(b)).isTrue();
            }
        }
        Map<String, byte[]> survived = new TreeMap<>();
        for (String name : after.list()) {
            survived.put(name, content(after, name));
        }
        check(disk.restart(), survived);
    }

    private static void apply(Storage storage, Map<String, byte[]> model, Step step, byte fill) throws IOException {
        String name = "f" + step.file();
        String other = "f" + step.other();
        switch (step.verb()) {
            case WRITE -> {
                byte[] bytes = new byte[step.length()];
                Arrays.fill(bytes, fill);
                try (StorageFile file = storage.openOrCreate(name)) {
                    file.write(step.position(), bytes, 0, bytes.length);
                }
                byte[] before = model.getOrDefault(name, new byte[0]);
                int end = bytes.length == 0 ? 0 : step.position() + bytes.length;
                byte[] now = Arrays.copyOf(before, Math.max(before.length, end));
                System.arraycopy(bytes, 0, now, bytes.length == 0 ? 0 : step.position(), bytes.length);
                model.put(name, now);
            }
            case TRUNCATE -> {
                try (StorageFile file = storage.openOrCreate(name)) {
                    file.truncate(step.position());
                }
                model.put(name, Arrays.copyOf(model.getOrDefault(name, new byte[0]), step.position()));
            }
            case FORCE -> {
                if (storage.exists(name)) {
                    try (StorageFile file = storage.openOrCreate(name)) {
                        file.force();
                    }
                }
            }
            case RENAME -> {
                if (model.containsKey(name)) {
                    storage.rename(name, other);
                    model.put(other, model.remove(name));
                }
            }
            case DELETE -> {
                storage.delete(name);
                model.remove(name);
            }
            case FORCE_ALL -> storage.force();
        }
    }

    private static void check(Storage storage, Map<String, byte[]> model) throws IOException {
        assertThat(storage.list()).containsExactlyElementsOf(model.keySet());
        for (Map.Entry<String, byte[]> entry : model.entrySet()) {
            assertThat(content(storage, entry.getKey())).isEqualTo(entry.getValue());
        }
    }

    private static byte[] content(Storage storage, String name) throws IOException {
        try (StorageFile file = storage.open(name)) {
            byte[] all = new byte[(int) file.length()];
            assertThat(file.read(0, all, 0, all.length)).isEqualTo(all.length);
            return all;
        }
    }
}
