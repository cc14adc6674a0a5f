/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.testkit;

import io.dunlin.core.Storage;
import io.dunlin.core.StorageException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A disk in memory that is exactly as unkind as the contract of {@link Storage} allows. It holds two images: what
 * programs see, and what a power cut leaves. What was not forced is lost or kept at a power cut by seeded choice: each
 * 512-byte page of a file on its own (a page that was never forced may also come back as zeros, and the file may be
 * longer or shorter), each change of names on its own, a rename as a whole.
 *
 * <pre>{@code
 * FaultyStorage disk = new FaultyStorage(seed);
 * disk.inject(7, Fault.POWER_CUT_TORN);
 * try {
 *     writeSomething(disk.storage());
 * } catch (PowerCut cut) {
 *     checkWhatSurvived(disk.restart());
 * }
 * }</pre>
 *
 * <p>Operations that change something are numbered from 0: create, write, truncate, rename, delete, force, and the
 * creation of a directory. {@link FaultSweep} injects a fault into each of them in turn. Reads have numbers of their
 * own. Used by one thread; the same seed and the same calls give the same outcome.
 */
public final class FaultyStorage {

    private static final int LOGGED_EVENTS = 2000;

    private final SeededRandom random;
    private final DiskDirectory root = new DiskDirectory();
    private final Map<Long, Fault> faults = new HashMap<>();
    private final Map<Long, Fault> readFaults = new HashMap<>();
    private final Deque<StorageEvent> events = new ArrayDeque<>();
    private Observer observer = event -> {};
    private long operations;
    private long reads;
    private long quota = Long.MAX_VALUE;
    private long used;
    private boolean readOnly;
    private boolean on = true;
    private int boot;

    /** Who is told of every operation. */
    @FunctionalInterface
    interface Observer {
        void happened(StorageEvent event);
    }

    /**
     * Creates an empty disk without faults.
     *
     * @param seed decides what survives power cuts and how much of a failing write is done
     */
    public FaultyStorage(long seed) {
        this(new SeededRandom(seed));
    }

    FaultyStorage(SeededRandom random) {
        this.random = random;
    }

    /**
     * Returns the root directory as the running machine sees it.
     *
     * @return a view that works until the next power cut or kill; then each of its calls throws {@link PowerCut}
     */
    public Storage storage() {
        return new FaultyDirectory(this, root, "", boot);
    }

    /**
     * Plans a fault.
     *
     * @param operation the number of the change, counted as {@link #operations} counts
     * @param fault what happens to it
     */
    public void inject(long operation, Fault fault) {
        if (operation < operations) {
            throw new IllegalArgumentException("operation " + operation + " is past, the next is " + operations);
        }
        faults.put(operation, fault);
    }

    /**
     * Plans a medium error in a read, which fails with {@code IO}.
     *
     * @param read the number of the read, counted as {@link #reads} counts
     */
    public void injectReadError(long read) {
        if (read < reads) {
            throw new IllegalArgumentException("read " + read + " is past, the next is " + reads);
        }
        readFaults.put(read, Fault.IO_ERROR);
    }

    /** Takes back all faults that were planned and did not happen yet. */
    public void clearFaults() {
        faults.clear();
        readFaults.clear();
    }

    /**
     * Limits the disk's size.
     *
     * @param bytes how many bytes all files together may hold; a write beyond fills the disk and fails with {@code FULL}
     */
    public void quota(long bytes) {
        this.quota = bytes;
    }

    /**
     * Makes the medium refuse changes, or accept them again.
     *
     * @param refuse whether each change fails with {@code READ_ONLY}
     */
    public void readOnly(boolean refuse) {
        this.readOnly = refuse;
    }

    /**
     * Flips one bit on the medium, as ageing flash does.
     *
     * @param path the file, from the root, its directories separated by slashes
     * @param position the byte's offset
     * @param bit the bit, 0 to 7
     */
    public void flipBit(String path, long position, int bit) {
        DiskFile file = file(path);
        if (position < 0 || position >= file.length() || bit < 0 || bit > 7) {
            throw new IllegalArgumentException(
                    "no bit " + bit + " of byte " + position + " in " + path + " of " + file.length() + " bytes");
        }
        file.flipBit((int) position, bit);
        log("flip bit", path, position, -1);
    }

    /** Cuts the power now. Does nothing if it is off. */
    public void cutPower() {
        if (on) {
            turnOff("power cut");
            Survival survival = new Survival(random);
            root.cutPower(survival);
            used = root.usedBytes();
        }
    }

    /** Ends the process but not the machine: views stop working and locks are free, nothing that was written is lost. */
    public void kill() {
        if (on) {
            turnOff("process killed");
        }
    }

    /**
     * Boots again on what survived; cuts the power first if it is on.
     *
     * @return the root directory
     */
    public Storage restart() {
        cutPower();
        on = true;
        readOnly = false;
        log("restart", "", -1, -1);
        return storage();
    }

    /**
     * Tells whether the views work.
     *
     * @return false from a power cut or kill to the next {@link #restart}
     */
    public boolean isOn() {
        return on;
    }

    /**
     * Returns how many operations changed, or tried to change, something.
     *
     * @return the number of the next such operation
     */
    public long operations() {
        return operations;
    }

    /**
     * Returns how many times a file was read or opened or a directory listed.
     *
     * @return the number of the next read
     */
    public long reads() {
        return reads;
    }

    /**
     * Returns how much is stored.
     *
     * @return the bytes of all files
     */
    public long usedBytes() {
        return used;
    }

    /**
     * Returns what happened, for people: one line per change, fault and restart.
     *
     * @return the latest 2000 lines, oldest first
     */
    public List<String> log() {
        List<String> lines = new ArrayList<>();
        events.forEach(event -> lines.add(event.toString()));
        return lines;
    }

    void observe(Observer newObserver) {
        this.observer = newObserver;
    }

    SeededRandom random() {
        return random;
    }

    void requireOn(int viewBoot) {
        if (!on || viewBoot != boot) {
            throw new PowerCut("the power went before operation " + operations);
        }
    }

    void read(int viewBoot, String path) throws IOException {
        requireOn(viewBoot);
        if (readFaults.remove(reads++) != null) {
            log("read error", path, -1, -1);
            throw new StorageException(StorageException.Kind.IO, "injected error: read of " + path);
        }
    }

    void change(int viewBoot, String what, String path, long position, int size, Effect effect) throws IOException {
        requireOn(viewBoot);
        long bytes = position < 0 ? -1 : size;
        Fault fault = faults.remove(operations);
        if (fault == Fault.READ_ONLY) {
            readOnly = true;
        }
        if (readOnly) {
            log(what + " refused", path, position, bytes);
            operations++;
            throw new StorageException(
                    StorageException.Kind.READ_ONLY, "the medium is read-only: " + what + ' ' + path);
        }
        log(fault == null ? what : what + ' ' + fault, path, position, bytes);
        long operation = operations++;
        if (fault == null) {
            effect.apply(size);
        } else if (fault.isPowerCut()) {
            effect.apply(
                    switch (fault) {
                        case POWER_CUT_BEFORE -> 0;
                        case POWER_CUT_AFTER -> size;
                        default -> (int) random.between(0, size);
                    });
            cutPower();
            throw new PowerCut(fault + " at operation " + operation + ": " + what + ' ' + path);
        } else {
            effect.fail(new Survival(random), size);
            throw new StorageException(
                    fault == Fault.FULL ? StorageException.Kind.FULL : StorageException.Kind.IO,
                    "injected error at operation " + operation + ": " + what + ' ' + path);
        }
    }

    /** Returns how many more bytes there is room for. */
    long room() {
        return Math.max(0, quota - used);
    }

    void grew(long bytes) {
        used += bytes;
    }

    private void turnOff(String how) {
        on = false;
        boot++;
        root.unlockTree();
        log(how, "", -1, -1);
    }

    private void log(String what, String path, long position, long bytes) {
        StorageEvent event = new StorageEvent(operations, what, path, position, bytes);
        if (events.size() == LOGGED_EVENTS) {
            events.removeFirst();
        }
        events.addLast(event);
        observer.happened(event);
    }

    private DiskFile file(String path) {
        DiskDirectory directory = root;
        String[] segments = path.split("/", -1);
        for (int i = 0; i < segments.length - 1 && directory != null; i++) {
            directory = directory.child(segments[i]);
        }
        @Nullable DiskFile file = directory == null ? null : directory.find(segments[segments.length - 1]);
        if (file == null) {
            throw new IllegalArgumentException("there is no file " + path);
        }
        return file;
    }
}
