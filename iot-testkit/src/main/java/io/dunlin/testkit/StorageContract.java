/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.testkit;

import io.dunlin.core.Storage;
import io.dunlin.core.StorageException;
import io.dunlin.core.StorageFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What every {@link Storage} does while the power is on, as checks to run from a test of any framework, each on an empty
 * directory of its own. What survives a power cut is checked with {@link FaultyStorage} only: a real disk has no switch.
 *
 * <pre>{@code
 * @TestFactory
 * Stream<DynamicTest> storage_keepsTheContract() {
 *     return StorageContract.checks().stream()
 *             .map(check -> dynamicTest(check.name(), () -> check.run(new MyStorage(freshDirectory()))));
 * }
 * }</pre>
 */
public final class StorageContract {

    private StorageContract() {}

    /**
     * One clause of the contract.
     *
     * @param name the clause as a sentence
     * @param body what holds it, throwing an {@link AssertionError} if it does not
     */
    public record Check(String name, Body body) {
        /**
         * Runs the check.
         *
         * @param storage an empty directory
         * @throws IOException if the storage failed
         */
        public void run(Storage storage) throws IOException {
            body.run(storage);
        }
    }

    /** How a clause is checked. */
    @FunctionalInterface
    public interface Body {
        /**
         * Checks the clause.
         *
         * @param storage an empty directory
         * @throws IOException if the storage failed
         */
        void run(Storage storage) throws IOException;
    }

    /**
     * Returns all clauses.
     *
     * @return in reading order
     */
    public static List<Check> checks() {
        return List.of(
                new Check("an empty directory lists nothing", storage -> same(List.of(), storage.list())),
                new Check("names are listed in ascending order, without directories", StorageContract::list),
                new Check("what was written is read, up to the end of the file", StorageContract::read),
                new Check("a write beyond the end fills the gap with zeros", StorageContract::gap),
                new Check("truncate cuts, and extends with zeros", StorageContract::truncate),
                new Check("two handles see one file", StorageContract::handles),
                new Check("openOrCreate keeps what is there", StorageContract::keep),
                new Check("open finds only what is there and does not write", StorageContract::open),
                new Check("rename replaces in one step", StorageContract::rename),
                new Check("delete removes, and does nothing twice", StorageContract::delete),
                new Check("a child directory is separate and stays", StorageContract::directory),
                new Check("a held directory is LOCKED until it is given back", StorageContract::lock),
                new Check("a lock adds no name", StorageContract::lockIsNoFile),
                new Check("a name that is no single path segment is refused", StorageContract::names));
    }

    private static void list(Storage storage) throws IOException {
        put(storage, "b", "");
        put(storage, "a.1", "");
        put(storage, "B-2", "");
        storage.directory("child");
        same(List.of("B-2", "a.1", "b"), storage.list());
        same(true, storage.exists("b"));
        same(false, storage.exists("child"));
        same(false, storage.exists("c"));
    }

    private static void read(Storage storage) throws IOException {
        try (StorageFile file = storage.openOrCreate("f")) {
            file.write(0, bytes("xhello worldx"), 1, 11);
            file.write(6, bytes("there"), 0, 5);
            file.force();
            same(11L, file.length());
            byte[] into = bytes("..........");
            same(5, file.read(6, into, 2, 8));
            same("..there...", text(into));
            same(3, file.read(0, into, 0, 3));
            same("helhere...", text(into));
            same(0, file.read(11, into, 0, 4));
            same(0, file.read(1000, into, 0, 4));
            same(0, file.read(0, into, 0, 0));
        }
    }

    private static void gap(Storage storage) throws IOException {
        try (StorageFile file = storage.openOrCreate("f")) {
            file.write(3, bytes("abc"), 0, 3);
            same("\0\0\0abc", text(file));
        }
    }

    private static void truncate(Storage storage) throws IOException {
        try (StorageFile file = storage.openOrCreate("f")) {
            file.write(0, bytes("abcdef"), 0, 6);
            file.truncate(2);
            same("ab", text(file));
            file.truncate(4);
            same("ab\0\0", text(file));
            file.truncate(0);
            same(0L, file.length());
        }
    }

    private static void handles(Storage storage) throws IOException {
        put(storage, "f", "one");
        try (StorageFile writer = storage.openOrCreate("f");
                StorageFile reader = storage.open("f")) {
            writer.write(3, bytes("two"), 0, 3);
            same("onetwo", text(reader));
        }
    }

    private static void keep(Storage storage) throws IOException {
        put(storage, "f", "one");
        try (StorageFile file = storage.openOrCreate("f")) {
            same("one", text(file));
        }
    }

    private static void open(Storage storage) throws IOException {
        fails(StorageException.Kind.NOT_FOUND, () -> storage.open("f").close());
        same(List.of(), storage.list());
        put(storage, "f", "one");
        try (StorageFile file = storage.open("f")) {
            refused(() -> file.write(0, bytes("x"), 0, 1));
            refused(() -> file.truncate(0));
            same("one", text(file));
        }
    }

    private static void rename(Storage storage) throws IOException {
        put(storage, "old", "old");
        put(storage, "new", "new");
        storage.rename("new", "old");
        storage.force();
        same(List.of("old"), storage.list());
        same("new", get(storage, "old"));
        storage.rename("old", "other");
        same("new", get(storage, "other"));
        fails(StorageException.Kind.NOT_FOUND, () -> storage.rename("old", "other"));
        same(List.of("other"), storage.list());
    }

    private static void delete(Storage storage) throws IOException {
        put(storage, "f", "one");
        storage.delete("f");
        storage.delete("f");
        storage.force();
        same(List.of(), storage.list());
        put(storage, "f", "");
        same("", get(storage, "f"));
    }

    private static void directory(Storage storage) throws IOException {
        put(storage, "f", "parent");
        put(storage.directory("child"), "f", "child");
        same("parent", get(storage, "f"));
        same("child", get(storage.directory("child"), "f"));
        same(List.of("f"), storage.list());
    }

    private static void lock(Storage storage) throws IOException {
        Storage.Lock lock = storage.lock();
        fails(StorageException.Kind.LOCKED, () -> storage.lock().close());
        storage.directory("child").lock().close();
        lock.close();
        Storage.Lock next = storage.lock();
        lock.close();
        fails(StorageException.Kind.LOCKED, () -> storage.lock().close());
        next.close();
    }

    private static void lockIsNoFile(Storage storage) throws IOException {
        Storage.Lock lock = storage.lock();
        same(List.of(), storage.list());
        lock.close();
        same(List.of(), storage.list());
    }

    private static void names(Storage storage) throws IOException {
        for (String name : List.of("", ".", "..", "a/b", "/a", "a\\b", "a\0", "-a", "x".repeat(65))) {
            refused(() -> storage.openOrCreate(name).close());
            refused(() -> storage.directory(name));
            refused(() -> storage.delete(name));
        }
        same(List.of(), storage.list());
    }

    private static void put(Storage storage, String name, String content) throws IOException {
        try (StorageFile file = storage.openOrCreate(name)) {
            file.write(0, bytes(content), 0, content.length());
            file.force();
        }
        storage.force();
    }

    private static String get(Storage storage, String name) throws IOException {
        try (StorageFile file = storage.open(name)) {
            return text(file);
        }
    }

    private static String text(StorageFile file) throws IOException {
        byte[] all = new byte[(int) file.length()];
        same(all.length, file.read(0, all, 0, all.length));
        return text(all);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static void same(Object expected, Object actual) {
        if (!expected.equals(actual)) {
            throw new AssertionError("expected " + expected + ", got " + actual);
        }
    }

    private static void fails(StorageException.Kind kind, Step step) throws IOException {
        try {
            step.run();
        } catch (StorageException e) {
            same(kind, e.kind());
            return;
        }
        throw new AssertionError("expected a StorageException of kind " + kind);
    }

    /** A programming error is refused with the unchecked exception that the platform or the storage has for it. */
    private static void refused(Step step) throws IOException {
        try {
            step.run();
        } catch (IllegalStateException | IllegalArgumentException e) {
            return;
        }
        throw new AssertionError("expected an IllegalStateException or IllegalArgumentException");
    }

    /** A part of a check. */
    @FunctionalInterface
    private interface Step {
        void run() throws IOException;
    }
}
