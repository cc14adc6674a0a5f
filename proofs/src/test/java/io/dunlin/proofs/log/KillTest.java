/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.proofs.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.core.log.Gap;
import io.dunlin.core.log.LogOptions;
import io.dunlin.core.log.LogRecord;
import io.dunlin.core.log.Spool;
import io.dunlin.core.log.SyncPolicy;
import io.dunlin.core.rim.FileStorage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A child JVM appends to a spool on the real file system until it is killed, again and again on the same directory. */
class KillTest {

    private static final LogOptions OPTIONS =
            new LogOptions(16 << 10, 8 << 20, 1 << 10, 64, SyncPolicy.group(8, 0), LogOptions.WhenFull.REFUSE);

    @TempDir
    Path directory;

    private long acknowledged;
    private long lastEpoch;

    @Test
    void fluentbit10952_killedProcess_losesNoRecordThatWasPromised() throws Exception {
        killAndVerify(20);
    }

    @Test
    @Tag("soak")
    void fluentbit10952_killedProcess_losesNoRecordThatWasPromised_aThousandTimes() throws Exception {
        killAndVerify(1000);
    }

    private void killAndVerify(int kills) throws Exception {
        long promisedInAll = 0;
        for (int kill = 0; kill < kills; kill++) {
            long promised = runAndKill(kill);
            promisedInAll += promised > acknowledged ? 1 : 0;
            verify(promised);
        }
        assertThat(promisedInAll)
                .as("boots that promised something before they were killed")
                .isPositive();
    }

    /** Starts a child, lets it promise a number of records that depends on the kill, and returns the last promise. */
    private long runAndKill(int kill) throws IOException, InterruptedException {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xshare:auto",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx32m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KillTest.class.getName(),
                        directory.toString())
                .redirectErrorStream(true)
                .start();
        long promised = acknowledged;
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.US_ASCII))) {
            int wanted = 1 + kill * 7 % 60;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                assertThat(line).as("the child's output").startsWith("durable ");
                promised = Long.parseLong(line.substring("durable ".length()));
                if (--wanted == 0) {
                    // Not through Process, which would close the stream with the last lines in it.
                    child.toHandle().destroyForcibly();
                }
            }
        } finally {
            child.destroyForcibly();
        }
        assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return promised;
    }

    private void verify(long promised) throws IOException {
        try (Spool spool = Spool.open(FileStorage.open(directory), OPTIONS)) {
            assertThat(spool.epoch().value()).isGreaterThan(lastEpoch);
            lastEpoch = spool.epoch().value();
            assertThat(spool.acknowledgedSeq()).isEqualTo(acknowledged);
            List<Long> read = new ArrayList<>();
            long from = acknowledged + 1;
            for (List<LogRecord> some = spool.read(from, 64 << 10);
                    !some.isEmpty();
                    some = spool.read(from, 64 << 10)) {
                for (LogRecord entry : some) {
                    read.add(entry.seq());
                    assertThat(entry.payload()).isEqualTo(payload(entry.payload().length));
                    from = entry.seq() + 1;
                }
            }
            for (Gap gap : spool.gaps()) {
                assertThat(gap.fromSeq()).as("no promised record is in %s", gap).isGreaterThan(promised);
            }
            for (long seq = acknowledged + 1; seq <= promised; seq++) {
                assertThat(read).contains(seq);
            }
            spool.acknowledge(spool.lastSeq());
            acknowledged = spool.acknowledgedSeq();
        }
    }

    private static byte[] payload(int length) {
        byte[] payload = new byte[length];
        for (int i = 0; i < length; i++) {
            payload[i] = (byte) (length * 31 + i);
        }
        return payload;
    }

    /** The child: appends for ever and prints each new durable number. */
    public static void main(String[] arguments) throws IOException {
        Spool spool = Spool.open(FileStorage.open(Path.of(arguments[0])), OPTIONS);
        long reported = spool.durableSeq();
        for (int i = 0; ; i++) {
            spool.append(0, payload(i * 37 % 900));
            if (spool.durableSeq() > reported) {
                reported = spool.durableSeq();
                System.out.println("durable " + reported);
            }
        }
    }
}
