/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.fleet.store;

import io.dunlin.core.StorageWorker;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs transactions away from the loop and makes many of them durable at once: all that were submitted while a group was
 * under way form the next one. Each is a transaction of its own, so one that fails takes no other with it. What follows
 * from a transaction, such as an acknowledgement, happens on the loop, after the whole group is on disk. Used on its loop
 * only.
 */
public final class GroupCommit {

    private static final int MAX_GROUP = 256;

    /** However much is live, so much of a group is for the backlog, so that it comes to an end. */
    private static final int BACKLOG_SHARE = MAX_GROUP / 4;

    private final Database database;
    private final StorageWorker worker;
    private final ArrayDeque<Entry> live = new ArrayDeque<>();
    private final ArrayDeque<Entry> backlog = new ArrayDeque<>();
    private boolean busy;

    /**
     * Creates an idle group commit.
     *
     * @param database where the transactions run
     * @param worker what runs them, in order
     */
    public GroupCommit(Database database, StorageWorker worker) {
        this.database = database;
        this.worker = worker;
    }

    /** A transaction. */
    @FunctionalInterface
    public interface Transaction {
        /**
         * Does the work, on the worker.
         *
         * @param database where
         * @return what to do on the loop once the work is durable
         * @throws IOException if it failed; then it left nothing
         */
        Runnable run(Database database) throws IOException;
    }

    /** Who is told of a transaction that failed. */
    @FunctionalInterface
    public interface Failed {
        /**
         * The transaction failed, or it is not certain that it is durable. Called on the loop.
         *
         * @param cause why
         */
        void because(Exception cause);
    }

    private record Entry(Transaction transaction, Failed failed) {}

    /** What a transaction queues with; order is kept inside a lane. */
    public enum Lane {
        /** Goes first. */
        LIVE,
        /** Gets at least a quarter of each group. */
        BACKLOG
    }

    /**
     * Queues a transaction in the lane of what is live.
     *
     * @param transaction what to do
     * @param failed called on the loop if it did not become durable
     */
    public void submit(Transaction transaction, Failed failed) {
        submit(Lane.LIVE, transaction, failed);
    }

    /**
     * Queues a transaction.
     *
     * @param lane where
     * @param transaction what to do
     * @param failed called on the loop if it did not become durable
     */
    public void submit(Lane lane, Transaction transaction, Failed failed) {
        (lane == Lane.LIVE ? live : backlog).add(new Entry(transaction, failed));
        if (!busy) {
            runGroup();
        }
    }

    private List<Entry> nextGroup() {
        int fromBacklog = Math.min(backlog.size(), Math.max(BACKLOG_SHARE, MAX_GROUP - live.size()));
        List<Entry> group = new ArrayList<>();
        while (!live.isEmpty() && group.size() < MAX_GROUP - fromBacklog) {
            group.add(live.remove());
        }
        for (int i = 0; i < fromBacklog; i++) {
            group.add(backlog.remove());
        }
        return group;
    }

    private void runGroup() {
        List<Entry> group = nextGroup();
        busy = true;
        worker.submit(() -> commit(group), new StorageWorker.Report<List<Runnable>>() {
            @Override
            public void done(List<Runnable> effects) {
                finish(effects);
            }

            @Override
            public void failed(Exception failure) {
                // The checkpoint failed: every transaction of the group may be lost by a power cut.
                List<Runnable> effects = new ArrayList<>();
                for (Entry entry : group) {
                    effects.add(() -> entry.failed().because(failure));
                }
                finish(effects);
            }
        });
    }

    private List<Runnable> commit(List<Entry> group) throws IOException {
        List<Runnable> effects = new ArrayList<>();
        boolean any = false;
        try (Database.Group shared = database.beginGroup()) {
            for (Entry entry : group) {
                try {
                    effects.add(entry.transaction().run(database));
                    any = true;
                } catch (IOException | RuntimeException e) {
                    effects.add(() -> entry.failed().because(e));
                }
            }
            if (any) {
                shared.makeDurable();
            }
        }
        return effects;
    }

    private void finish(List<Runnable> effects) {
        busy = false;
        RuntimeException mistake = null;
        for (Runnable effect : effects) {
            try {
                effect.run();
            } catch (RuntimeException e) {
                // What an effect of one message throws must not keep the others from being settled.
                if (mistake == null) {
                    mistake = e;
                } else {
                    mistake.addSuppressed(e);
                }
            }
        }
        if (!busy && !(live.isEmpty() && backlog.isEmpty())) {
            runGroup();
        }
        if (mistake != null) {
            throw mistake;
        }
    }
}
