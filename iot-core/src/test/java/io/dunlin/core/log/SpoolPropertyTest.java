/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** The oracle is a map of the records that were forced and not acknowledged. */
class SpoolPropertyTest {

    private static final LogOptions OPTIONS =
            new LogOptions(1024, 1 << 20, 1500, 8, SyncPolicy.ON_REQUEST, LogOptions.WhenFull.REFUSE);

    enum Kind {
        APPEND,
        FORCE,
        READ,
        ACKNOWLEDGE,
        RESTART,
        KILL
    }

    record Step(Kind kind, int size) {}

    @Property
    void spool_isTheMap(@ForAll("steps") List<Step> steps) throws IOException {
        MemoryStorage storage = new MemoryStorage();
        Spool spool = Spool.open(storage, OPTIONS);
        Map<Long, byte[]> durable = new TreeMap<>();
        Map<Long, byte[]> waiting = new TreeMap<>();
        long last = 0;
        for (Step step : steps) {
            switch (step.kind()) {
                case APPEND -> {
                    byte[] payload = new byte[step.size()];
                    Arrays.fill(payload, (byte) step.size());
                    long seq = spool.append(1, payload);
                    assertThat(seq).isGreaterThan(last);
                    last = seq;
                    waiting.put(seq, payload);
                }
                case FORCE -> {
                    spool.force();
                    durable.putAll(waiting);
                    waiting.clear();
                }
                case READ -> assertContent(spool, durable, waiting, step.size());
                case ACKNOWLEDGE -> {
                    long before = spool.acknowledgedSeq();
                    long wanted = last - step.size() / 100;
                    spool.acknowledge(wanted);
                    assertThat(spool.acknowledgedSeq())
                            .isEqualTo(Math.max(before, Math.min(wanted, spool.durableSeq())));
                }
                case RESTART -> {
                    spool.close();
                    durable.putAll(waiting);
                    waiting.clear();
                    spool = Spool.open(storage, OPTIONS);
                }
                case KILL -> {
                    long forced = spool.durableSeq();
                    waiting.keySet().removeIf(seq -> seq > forced);
                    durable.putAll(waiting);
                    waiting.clear();
                    storage = storage.copy();
                    spool = Spool.open(storage, OPTIONS);
                    last = spool.lastSeq();
                }
            }
        }
        spool.force();
        durable.putAll(waiting);
        waiting.clear();
        assertContent(spool, durable, waiting, 1 << 20);
    }

    private static void assertContent(Spool spool, Map<Long, byte[]> durable, Map<Long, byte[]> waiting, int budget) {
        long from = spool.acknowledgedSeq() + 1;
        Map<Long, byte[]> expected = new TreeMap<>(durable);
        expected.putAll(waiting);
        expected.keySet().removeIf(seq -> seq <= spool.acknowledgedSeq() || seq > spool.durableSeq());
        Map<Long, byte[]> found = new TreeMap<>();
        for (List<LogRecord> read = spool.read(from, budget); !read.isEmpty(); read = spool.read(from, budget)) {
            for (LogRecord entry : read) {
                assertThat(entry.seq()).isGreaterThanOrEqualTo(from);
                from = entry.seq() + 1;
                found.put(entry.seq(), entry.payload());
            }
        }
        assertThat(found).containsOnlyKeys(expected.keySet());
        found.forEach((seq, payload) -> assertThat(payload).isEqualTo(expected.get(seq)));
        for (long seq = spool.acknowledgedSeq() + 1; seq <= spool.durableSeq(); seq++) {
            long number = seq;
            boolean gap = spool.gaps().stream().anyMatch(g -> g.fromSeq() <= number && number <= g.toSeq());
            assertThat(gap).as("%d is a gap", seq).isNotEqualTo(found.containsKey(seq));
        }
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Kind> kinds = Arbitraries.frequency(
                Tuple.of(8, Kind.APPEND),
                Tuple.of(3, Kind.FORCE),
                Tuple.of(2, Kind.READ),
                Tuple.of(2, Kind.ACKNOWLEDGE),
                Tuple.of(1, Kind.RESTART),
                Tuple.of(1, Kind.KILL));
        return Combinators.combine(kinds, Arbitraries.integers().between(0, 1500))
                .as(Step::new)
                .list()
                .ofMaxSize(60);
    }
}
