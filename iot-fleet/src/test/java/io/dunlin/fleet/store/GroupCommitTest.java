/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.fleet.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.core.StorageWorker;
import io.dunlin.fleet.engines.TestDatabase;
import io.dunlin.fleet.engines.TestEngine;
import io.dunlin.fleet.store.GroupCommit.Lane;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestEngine.class)
class GroupCommitTest {

    private final Deque<Runnable> jobs = new ArrayDeque<>();
    private final List<String> log = new ArrayList<>();
    private TestDatabase tables;
    private Database database;
    private final TestEngine engine;
    private GroupCommit commits;

    GroupCommitTest(TestEngine engine) {
        this.engine = engine;
    }

    @BeforeEach
    void open() throws IOException {
        tables = engine.open();
        database = tables.database();
        commits = new GroupCommit(database, new HandWorker());
    }

    @AfterEach
    void close() {
        tables.close();
    }

    @Test
    void submit_groupsWhatComesWhileOneIsUnderWay_andActsAfterwards() {
        commits.submit(logging("a"), e -> log.add("a failed"));
        commits.submit(logging("b"), e -> log.add("b failed"));
        commits.submit(logging("c"), e -> log.add("c failed"));
        assertThat(jobs).hasSize(1);
        jobs.remove().run();
        assertThat(log).containsExactly("run a", "done a");
        jobs.remove().run();
        assertThat(log).containsExactly("run a", "done a", "run b", "run c", "done b", "done c");
        assertThat(jobs).isEmpty();
    }

    @Test
    void whatIsLive_goesFirst_andTheBacklogGetsItsShare() {
        commits.submit(logging("first"), e -> log.add("failed"));
        for (int i = 0; i < 300; i++) {
            commits.submit(Lane.BACKLOG, counting("old"), e -> log.add("failed"));
        }
        for (int i = 0; i < 300; i++) {
            commits.submit(Lane.LIVE, counting("live"), e -> log.add("failed"));
        }
        jobs.remove().run();
        log.clear();
        jobs.remove().run();
        assertThat(log).hasSize(256).startsWith("live").endsWith("old");
        assertThat(log.stream().filter("old"::equals)).hasSize(64);
        log.clear();
        jobs.remove().run();
        // What is left of the live ones fits, and the backlog has the rest of the group.
        assertThat(log.stream().filter("live"::equals)).hasSize(108);
        assertThat(log).hasSize(256);
        jobs.remove().run();
        assertThat(log.stream().filter("old"::equals)).hasSize(236);
        assertThat(jobs).isEmpty();
    }

    private GroupCommit.Transaction counting(String name) {
        return db -> {
            log.add(name);
            return () -> {};
        };
    }

    @Test
    void aTransactionThatFails_takesNoOtherWithIt() {
        commits.submit(logging("first"), e -> log.add("first failed"));
        commits.submit(
                db -> {
                    throw new IOException("no");
                },
                e -> log.add("told " + e.getMessage()));
        commits.submit(logging("last"), e -> log.add("last failed"));
        jobs.remove().run();
        jobs.remove().run();
        assertThat(log).containsExactly("run first", "done first", "run last", "told no", "done last");
    }

    @Test
    void everyOneIsToldOfFailure_whenTheGroupIsNotDurable() {
        commits.submit(logging("x"), e -> log.add("x failed"));
        jobs.clear();
        // A worker that fails as a whole stands for a checkpoint that failed.
        GroupCommit failing = new GroupCommit(database, new StorageWorker() {
            @Override
            public <T> void submit(Job<T> job, Report<? super T> report) {
                report.failed(new IOException("disk"));
            }
        });
        failing.submit(logging("y"), e -> log.add("y not durable: " + e.getMessage()));
        assertThat(log).containsExactly("y not durable: disk");
    }

    @Test
    void anEffectThatThrows_doesNotStopTheNextGroup() {
        commits.submit(
                db -> () -> {
                    throw new IllegalStateException("a listener's mistake");
                },
                e -> log.add("failed"));
        commits.submit(logging("next"), e -> log.add("next failed"));
        Runnable job = jobs.remove();
        org.assertj.core.api.Assertions.assertThatThrownBy(job::run).hasMessageContaining("mistake");
        jobs.remove().run();
        assertThat(log).containsExactly("run next", "done next");
    }

    @Test
    void effectThatThrows_leavesTheOthersOfItsGroup() {
        commits.submit(logging("first"), e -> log.add("failed"));
        for (int i = 0; i < 2; i++) {
            commits.submit(
                    db -> () -> {
                        throw new IllegalStateException("a listener");
                    },
                    e -> log.add("failed"));
        }
        commits.submit(logging("last"), e -> log.add("failed"));
        jobs.remove().run();
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> jobs.remove().run())
                .hasMessageContaining("a listener");
        assertThat(log).containsExactly("run first", "done first", "run last", "done last");
    }

    private GroupCommit.Transaction logging(String name) {
        return db -> {
            log.add("run " + name);
            return () -> log.add("done " + name);
        };
    }

    /** Runs jobs when the test says so. */
    private final class HandWorker implements StorageWorker {
        @Override
        public <T> void submit(Job<T> job, Report<? super T> report) {
            jobs.add(() -> {
                T result;
                try {
                    result = job.run();
                } catch (IOException e) {
                    report.failed(e);
                    return;
                }
                report.done(result);
            });
        }
    }
}
