/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.security.rotate.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.core.rim.ExecutorLoop;
import io.dunlin.core.rim.ThreadStorageWorker;
import io.dunlin.security.enroll.Credential;
import io.dunlin.security.est.EstBench;
import io.dunlin.security.rotate.RotationPolicy;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A device at an EST server, with real threads. */
abstract class DeviceAtEst {

    @TempDir
    Path directory;

    final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    EstBench bench;
    ExecutorLoop loop;
    private ThreadStorageWorker worker;

    @BeforeEach
    void start() throws Exception {
        bench = new EstBench(directory);
        loop = ExecutorLoop.start("device", failure -> events.add("uncaught " + failure));
        worker = ThreadStorageWorker.start("worker", loop);
    }

    @AfterEach
    void stop() {
        worker.close();
        loop.close();
        bench.close();
    }

    Provisioning means(RotationPolicy policy, @Nullable Credential credential) {
        return new Provisioning(bench.authority.anchors(), policy, bench.client(), credential, loop, worker, worker);
    }

    String next() throws InterruptedException {
        String event = events.poll(20, TimeUnit.SECONDS);
        assertThat(event).isNotNull();
        return event;
    }
}
