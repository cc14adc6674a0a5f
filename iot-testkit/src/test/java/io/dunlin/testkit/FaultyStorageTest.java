/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.dunlin.core.Storage;
import io.dunlin.core.StorageException;
import io.dunlin.core.StorageFile;
import java.io.IOException;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class FaultyStorageTest {

    private static final int SEEDS = 200;

    @TestFactory
    Stream<DynamicTest> storage_keepsTheContract() {
        return StorageContract.checks().stream()
                .map(check -> dynamicTest(check.name(), () -> check.run(new FaultyStorage(1).storage())));
    }

    @Test
    void powerCut_keepsWhatWasForced_andTheName() throws IOException {
        for (long seed = 0; seed < SEEDS; seed++) {
            FaultyStorage disk = new FaultyStorage(seed);
            write(disk.storage(), "f", 0, filled(1500, 1), true);
            disk.storage().force();
            assertThat(content(disk.restart(), "f")).isEqualTo(filled(1500, 1));
        }
    }

    @Test
    void powerCut_mayLoseKeepOrZeroEachPage_thatWasNotForced() throws IOException {
        Set<String> outcomes = new TreeSet<>();
        for (long seed = 0; seed < SEEDS; seed++) {
            FaultyStorage disk = new FaultyStorage(seed);
            write(disk.storage(), "f", 0, filled(1024, 1), true);
            disk.storage().force();
            write(disk.storage(), "f", 512, filled(1024, 2), false);
            outcomes.add(pages(content(disk.restart(), "f")));
        }
        // The first page was forced and not touched; the second is old or new; the third new, zero or not there.
        assertThat(outcomes).allMatch(pages -> pages.matches("1[12]([02]?)[02]?"));
        assertThat(outcomes).contains("11", "122", "112", "120", "12", "110");
    }

    @Test
    void powerCut_mayForgetTruncation_butNeverWhatIsBelowIt() throws IOException {
        Set<String> outcomes = new TreeSet<>();
        for (long seed = 0; seed < SEEDS; seed++) {
            FaultyStorage disk = new FaultyStorage(seed);
            write(disk.storage(), "f", 0, filled(1536, 1), true);
            disk.storage().force();
            try (StorageFile file = disk.storage().openOrCreate("f")) {
                file.truncate(512);
            }
            outcomes.add(pages(content(disk.restart(), "f")));
        }
        assertThat(outcomes).contains("1", "111").allMatch(pages -> pages.startsWith("1"));
    }

    @Test
    void powerCut_forgetsRename_orKeepsItWhole() throws IOException {
        Set<String> outcomes = new TreeSet<>();
        for (long seed = 0; seed < SEEDS; seed++) {
            FaultyStorage disk = new FaultyStorage(seed);
            write(disk.storage(), "old", 0, filled(1, 1), true);
            disk.storage().force();
            write(disk.storage(), "tmp", 0, filled(1, 2), true);
            disk.storage().rename("tmp", "old");
            write(disk.storage(), "other", 0, filled(1, 3), true);
            Storage after = disk.restart();
            outcomes.add(after.list() + "=" + content(after, "old")[0]);
        }
        assertThat(outcomes)
                .containsExactlyInAnyOrder(
                        "[old]=1",
                        "[old]=2",
                        "[old, tmp]=1",
                        "[old, other]=1",
                        "[old, other]=2",
                        "[old, other, tmp]=1");
    }

    @Test
    void write_isTornAtAnyByte_whenThePowerGoesInside() throws IOException {
        Set<Long> lengths = new TreeSet<>();
        for (long seed = 0; seed < 400; seed++) {
            FaultyStorage disk = new FaultyStorage(seed);
            write(disk.storage(), "f", 0, new byte[0], true);
            disk.storage().force();
            disk.inject(disk.operations(), Fault.POWER_CUT_TORN);
            assertThatThrownBy(() -> write(disk.storage(), "f", 0, filled(20, 1), true))
                    .isInstanceOf(PowerCut.class);
            lengths.add((long) content(disk.restart(), "f").length);
        }
        assertThat(lengths).hasSize(21);
    }

    @Test
    void views_throwPowerCut_afterTheCut_alsoWhenTheDiskIsOnAgain() throws IOException {
        FaultyStorage disk = new FaultyStorage(1);
        Storage before = disk.storage();
        StorageFile file = before.openOrCreate("f");
        Storage.Lock lock = before.lock();
        disk.cutPower();
        assertThat(disk.isOn()).isFalse();
        assertThatThrownBy(before::list).isInstanceOf(PowerCut.class);
        Storage after = disk.restart();
        assertThatThrownBy(before::force).isInstanceOf(PowerCut.class);
        assertThatThrownBy(() -> file.write(0, new byte[1], 0, 1)).isInstanceOf(PowerCut.class);
        after.lock();
        assertThatThrownBy(lock::close).isInstanceOf(PowerCut.class);
        assertThatThrownBy(after::lock).isInstanceOf(StorageException.class);
    }

    @Test
    void kill_losesNothing_andFreesTheLock() throws IOException {
        FaultyStorage disk = new FaultyStorage(1);
        disk.storage().lock();
        write(disk.storage(), "f", 0, filled(3000, 1), false);
        disk.kill();
        assertThat(content(disk.restart(), "f")).isEqualTo(filled(3000, 1));
        disk.storage().lock();
    }

    @Test
    void force_dropsUnsyncedData_whenItFails_alsoIfALaterOneSucceeds() throws IOException {
        Set<String> outcomes = new TreeSet<>();
        for (long seed = 0; seed < SEEDS; seed++) {
            FaultyStorage disk = new FaultyStorage(seed);
            write(disk.storage(), "f", 0, filled(512, 1), true);
            disk.storage().force();
            try (StorageFile file = disk.storage().openOrCreate("f")) {
                file.write(0, filled(1024, 2), 0, 1024);
                disk.inject(disk.operations(), Fault.IO_ERROR);
                assertFails(StorageException.Kind.IO, file::force);
                file.force();
            }
            assertThat(pages(content(disk.storage(), "f"))).isEqualTo("22");
            outcomes.add(pages(content(disk.restart(), "f")));
        }
        assertThat(outcomes).contains("10", "12", "22", "20").allMatch(pages -> pages.matches("[12][02]"));
    }

    @Test
    void quota_letsAWriteInPart_andOverwritesStillSucceed() throws IOException {
        FaultyStorage disk = new FaultyStorage(1);
        disk.quota(1000);
        write(disk.storage(), "f", 0, filled(600, 1), true);
        assertFails(StorageException.Kind.FULL, () -> write(disk.storage(), "g", 0, filled(600, 2), true));
        assertThat(content(disk.storage(), "g")).isEqualTo(filled(400, 2));
        assertThat(disk.usedBytes()).isEqualTo(1000);
        write(disk.storage(), "f", 0, filled(600, 3), true);
        disk.storage().delete("g");
        assertThat(disk.usedBytes()).isEqualTo(600);
        try (StorageFile file = disk.storage().openOrCreate("f")) {
            assertFails(StorageException.Kind.FULL, () -> file.truncate(1001));
            file.truncate(1000);
        }
        disk.storage().force();
        disk.restart();
        assertThat(disk.usedBytes()).isBetween(600L, 1000L);
    }

    @Test
    void injectedErrors_failOneOperation() throws IOException {
        FaultyStorage disk = new FaultyStorage(1);
        disk.inject(0, Fault.FULL);
        assertFails(StorageException.Kind.FULL, () -> disk.storage().openOrCreate("f"));
        assertThat(disk.storage().exists("f")).isFalse();
        write(disk.storage(), "f", 0, filled(10, 1), true);
        disk.inject(disk.operations(), Fault.IO_ERROR);
        assertFails(StorageException.Kind.IO, () -> disk.storage().rename("f", "g"));
        assertThat(disk.storage().list()).containsExactly("f");
        disk.injectReadError(disk.reads());
        assertFails(StorageException.Kind.IO, () -> disk.storage().list());
        assertThat(disk.storage().list()).containsExactly("f");
    }

    @Test
    void readOnly_refusesAllChanges_untilRestart() throws IOException {
        FaultyStorage disk = new FaultyStorage(1);
        write(disk.storage(), "f", 0, filled(10, 1), true);
        disk.storage().force();
        disk.inject(disk.operations(), Fault.READ_ONLY);
        assertFails(StorageException.Kind.READ_ONLY, () -> disk.storage().delete("f"));
        assertFails(StorageException.Kind.READ_ONLY, () -> disk.storage().openOrCreate("g"));
        assertThat(content(disk.storage(), "f")).isEqualTo(filled(10, 1));
        disk.restart().delete("f");
    }

    @Test
    void flipBit_changesOneBitForGood() throws IOException {
        FaultyStorage disk = new FaultyStorage(1);
        write(disk.storage().directory("d"), "f", 0, new byte[3], true);
        disk.storage().directory("d").force();
        disk.flipBit("d/f", 1, 7);
        assertThat(content(disk.restart().directory("d"), "f")).containsExactly(0, 0x80, 0);
        assertThatThrownBy(() -> disk.flipBit("d/f", 3, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> disk.flipBit("e/f", 0, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void log_readsAsAStory() throws IOException {
        FaultyStorage disk = new FaultyStorage(1);
        write(disk.storage().directory("d"), "f", 4, new byte[3], true);
        disk.inject(4, Fault.POWER_CUT_BEFORE);
        assertThatThrownBy(() -> disk.storage().force()).isInstanceOf(PowerCut.class);
        disk.restart();
        assertThat(disk.log())
                .containsExactly(
                        "#0 create directory d",
                        "#1 create d/f",
                        "#2 write d/f @4 +3",
                        "#3 force d/f",
                        "#4 force POWER_CUT_BEFORE /",
                        "#5 power cut",
                        "#5 restart");
        assertThatThrownBy(() -> disk.inject(4, Fault.FULL)).isInstanceOf(IllegalArgumentException.class);
    }

    private static void write(Storage storage, String name, long position, byte[] bytes, boolean force)
            throws IOException {
        StorageFile file = storage.openOrCreate(name);
        file.write(position, bytes, 0, bytes.length);
        if (force) {
            file.force();
        }
        file.close();
    }

    private static byte[] content(Storage storage, String name) throws IOException {
        try (StorageFile file = storage.open(name)) {
            byte[] all = new byte[(int) file.length()];
            assertThat(file.read(0, all, 0, all.length)).isEqualTo(all.length);
            return all;
        }
    }

    /** One character per page: its last byte, which tells which write it is from. */
    private static String pages(byte[] content) {
        StringBuilder pages = new StringBuilder();
        for (int start = 0; start < content.length; start += 512) {
            pages.append(content[Math.min(start + 512, content.length) - 1]);
        }
        return pages.toString();
    }

    private static byte[] filled(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    private static void assertFails(StorageException.Kind kind, ThrowingCallable step) {
        assertThatThrownBy(step)
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }
}
