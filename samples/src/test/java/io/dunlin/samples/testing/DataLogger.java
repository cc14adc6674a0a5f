/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.samples.testing;

import io.dunlin.core.Capabilities;
import io.dunlin.core.Channel;
import io.dunlin.core.Link;
import io.dunlin.core.SendOutcome;
import io.dunlin.core.Storage;
import io.dunlin.core.StorageFile;
import io.dunlin.core.StorageWorker;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/**
 * A small device application on the ports of iot-core alone: it stores readings in a file, sends them in order, and
 * empties the file when all have been accepted. A reading that was reported as stored reaches the fleet at least once.
 * All calls are made on the loop.
 */
final class DataLogger implements Link.Listener {

    private static final int RECORD_BYTES = 8;

    private final StorageWorker worker;
    private final Storage storage;
    private final Link link;
    private final Deque<Integer> waiting = new ArrayDeque<>();
    private int unstored;
    private boolean sending;

    DataLogger(StorageWorker worker, Storage storage, Link link) {
        this.worker = worker;
        this.storage = storage;
        this.link = link;
    }

    /** Takes up what the last boot left, then connects. */
    void start() {
        link.listen(this);
        worker.submit(this::recover, then(readings -> {
            readings.forEach(waiting::addLast);
            link.start();
        }));
    }

    /** Stores a reading, reports when it is durable, and sends it as soon as the link allows. */
    void record(int reading, Runnable stored) {
        unstored++;
        worker.submit(
                () -> {
                    try (StorageFile file = storage.openOrCreate("readings")) {
                        byte[] record = ByteBuffer.allocate(RECORD_BYTES)
                                .putInt(reading)
                                .putInt(~reading)
                                .array();
                        file.write(file.length(), record, 0, RECORD_BYTES);
                        file.force();
                    }
                    storage.force();
                    return reading;
                },
                then(durable -> {
                    unstored--;
                    waiting.addLast(durable);
                    stored.run();
                    sendNext();
                }));
    }

    @Override
    public void up(Capabilities capabilities) {
        sendNext();
    }

    @Override
    public void down(String reason) {
        sending = false;
    }

    @Override
    public void message(Channel channel, byte[] payload) {}

    private void sendNext() {
        if (sending || waiting.isEmpty() || !link.isUp()) {
            return;
        }
        sending = true;
        byte[] payload = ByteBuffer.allocate(4).putInt(waiting.getFirst()).array();
        link.send(Channel.TELEMETRY, payload, outcome -> {
            sending = false;
            if (outcome == SendOutcome.ACCEPTED) {
                waiting.removeFirst();
                if (waiting.isEmpty() && unstored == 0) {
                    worker.submit(this::empty, then(done -> sendNext()));
                } else {
                    sendNext();
                }
            }
        });
    }

    private List<Integer> recover() throws IOException {
        List<Integer> readings = new ArrayList<>();
        try (StorageFile file = storage.openOrCreate("readings")) {
            byte[] record = new byte[RECORD_BYTES];
            long end = 0;
            while (file.read(end, record, 0, RECORD_BYTES) == RECORD_BYTES) {
                ByteBuffer fields = ByteBuffer.wrap(record);
                int reading = fields.getInt();
                if (fields.getInt() != ~reading) {
                    break;
                }
                readings.add(reading);
                end += RECORD_BYTES;
            }
            file.truncate(end);
            file.force();
        }
        return readings;
    }

    private boolean empty() throws IOException {
        try (StorageFile file = storage.openOrCreate("readings")) {
            file.truncate(0);
            file.force();
        }
        return true;
    }

    private static <T> StorageWorker.Report<T> then(Consumer<T> next) {
        return new StorageWorker.Report<>() {
            @Override
            public void done(T result) {
                next.accept(result);
            }

            @Override
            public void failed(Exception failure) {
                throw new IllegalStateException("the logger's disk failed", failure);
            }
        };
    }
}
