/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.testkit;

import io.dunlin.core.Storage;
import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs a piece of code on a {@link FaultyStorage} once for each operation that it makes, with a fault at that operation,
 * and has the outcome verified on what survived.
 *
 * <pre>{@code
 * class NoteTrial implements FaultSweep.Trial {
 *     private int acknowledged;
 *
 *     public void run(Storage storage) throws IOException {
 *         Notes notes = Notes.open(storage);
 *         for (int i = 1; i <= 3; i++) {
 *             notes.add("note " + i);
 *             acknowledged = i;
 *         }
 *     }
 *
 *     public void verify(Storage storage) throws IOException {
 *         assertThat(Notes.open(storage).size()).isBetween(acknowledged, acknowledged + 1);
 *     }
 * }
 * new FaultSweep(seed).powerCuts(NoteTrial::new);
 * }</pre>
 *
 * <p>A failure is an {@link AssertionError} that names the seed and the operation and shows the disk's log.
 */
public final class FaultSweep {

    private static final int SHOWN_LINES = 40;
    private static final List<Fault> CUTS =
            List.of(Fault.POWER_CUT_BEFORE, Fault.POWER_CUT_TORN, Fault.POWER_CUT_AFTER);

    private final long seed;
    private long limit = Long.MAX_VALUE;
    private long secondLimit = -1;

    /** Code under test and its oracle; each run gets a new one. It makes the same calls in every run up to the fault. */
    public interface Trial {
        /**
         * Does something on an empty storage and notes what it was promised, up to the end or to a {@link PowerCut}.
         *
         * @param storage the root directory
         * @throws IOException if an injected error ended the work; fails the sweep if none was injected
         */
        void run(Storage storage) throws IOException;

        /**
         * Opens what survived and checks it against what was promised. After a second cut, during this method, it is
         * called again on the same object.
         *
         * @param storage the root directory after the restart
         * @throws IOException fails the sweep
         */
        void verify(Storage storage) throws IOException;
    }

    /**
     * What a sweep did, so that a test can tell that it did something.
     *
     * @param operations how many operations the trial makes without faults
     * @param runs how many trials had a fault and were verified
     */
    public record Result(long operations, long runs) {}

    /**
     * Prepares a sweep.
     *
     * @param seed decides, with the number of the operation, what survives
     */
    public FaultSweep(long seed) {
        this.seed = seed;
    }

    /**
     * Bounds the work: of more faults than this, a seeded sample is tried.
     *
     * @param runs about how many trials to run, at least 1
     * @return this
     */
    public FaultSweep atMost(long runs) {
        if (runs < 1) {
            throw new IllegalArgumentException("at least one run is needed, got " + runs);
        }
        this.limit = runs;
        return this;
    }

    /**
     * Bounds the second power cuts alone: the first ones fall at every operation unless {@link #atMost} bounds them too.
     *
     * @param runs about how many runs have a second cut, a seeded sample of all
     * @return this
     */
    public FaultSweep secondCutsAtMost(long runs) {
        if (runs < 0) {
            throw new IllegalArgumentException("a bound is at least 0, got " + runs);
        }
        this.secondLimit = runs;
        return this;
    }

    /**
     * Cuts the power before, inside and after each operation of {@link Trial#run}, verifies, and does the same again with
     * a second cut in each operation of {@link Trial#verify}.
     *
     * @param trials makes a fresh trial
     * @return what was done
     */
    public Result powerCuts(Supplier<? extends Trial> trials) {
        long operations = countOperations(trials);
        long firstCuts = operations * CUTS.size();
        SeededRandom sample = new SeededRandom(seed).fork("sample");
        long secondCutsEach = Math.max(1, limit / Math.max(1, firstCuts) - 1);
        long runs = 0;
        for (long operation = 0; operation < operations; operation++) {
            for (Fault cut : CUTS) {
                if (sample.nextLong(firstCuts) >= limit) {
                    continue;
                }
                long recovery = new Run(trials.get(), operation, cut).verifyTwice(-1);
                runs++;
                for (long second = 0; second < recovery; second++) {
                    boolean chosen = secondLimit < 0
                            ? sample.nextLong(recovery) < secondCutsEach
                            : sample.nextLong(recovery * firstCuts) < secondLimit;
                    if (chosen) {
                        new Run(trials.get(), operation, cut).verifyTwice(second);
                        runs++;
                    }
                }
            }
        }
        return new Result(operations, runs);
    }

    /**
     * Fails each operation of {@link Trial#run} in turn, lets the trial go on or give up, restarts (with and without
     * loss of what was not forced, by seeded choice) and verifies.
     *
     * @param trials makes a fresh trial
     * @param fault what fails; not a power cut
     * @return what was done
     */
    public Result errors(Supplier<? extends Trial> trials, Fault fault) {
        if (fault.isPowerCut()) {
            throw new IllegalArgumentException("use powerCuts for " + fault);
        }
        long operations = countOperations(trials);
        SeededRandom sample = new SeededRandom(seed).fork("sample");
        long runs = 0;
        for (long operation = 0; operation < operations; operation++) {
            if (sample.nextLong(operations) < limit) {
                new Run(trials.get(), operation, fault).verifyOnce();
                runs++;
            }
        }
        return new Result(operations, runs);
    }

    private long countOperations(Supplier<? extends Trial> trials) {
        Run run = new Run(trials.get(), -1, Fault.IO_ERROR);
        run.verifyOnce();
        return run.operations;
    }

    /** One trial on a disk of its own. */
    private final class Run {

        private final Trial trial;
        private final FaultyStorage disk;
        private final long operation;
        private final Fault fault;
        private long secondCut = -1;
        private long operations;

        /** Takes an operation of -1 for no fault. */
        Run(Trial trial, long operation, Fault fault) {
            this.trial = trial;
            this.operation = operation;
            this.fault = fault;
            this.disk = new FaultyStorage(new SeededRandom(seed).fork(operation + " " + fault));
            if (operation >= 0) {
                disk.inject(operation, fault);
            }
        }

        void verifyOnce() {
            guarded(() -> {
                try {
                    trial.run(disk.storage());
                } catch (IOException e) {
                    if (operation < 0) {
                        throw e;
                    }
                }
            });
            operations = disk.operations();
            if (operation >= 0 && disk.random().chance(0.5)) {
                disk.kill();
            }
            guarded(() -> trial.verify(disk.restart()));
        }

        /** Returns how many operations the verification made; with a second cut, verifies again after it. */
        long verifyTwice(long second) {
            untilCut(() -> trial.run(disk.storage()));
            long start = disk.operations();
            if (second >= 0) {
                secondCut = second;
                disk.inject(start + second, CUTS.get((int)
                        disk.random().fork("second " + second).nextLong(3)));
                untilCut(() -> trial.verify(disk.restart()));
            }
            guarded(() -> trial.verify(disk.restart()));
            return disk.operations() - start;
        }

        private void untilCut(Step step) {
            guarded(() -> {
                try {
                    step.run();
                } catch (RuntimeException | IOException e) {
                    if (!causedByCut(e)) {
                        throw e;
                    }
                }
            });
            if (disk.isOn()) {
                throw failure(new IllegalStateException("the trial made other calls than before: no power cut came"));
            }
        }

        private void guarded(Step step) {
            try {
                step.run();
            } catch (Exception | AssertionError e) {
                throw failure(e);
            }
        }

        private AssertionError failure(Throwable cause) {
            List<String> log = disk.log();
            StringBuilder text = new StringBuilder();
            text.append(operation < 0 ? "without a fault" : fault + " at operation " + operation);
            if (secondCut >= 0) {
                text.append(", second power cut at operation ")
                        .append(secondCut)
                        .append(" of the recovery");
            }
            text.append(", seed ").append(seed).append(": ").append(cause);
            for (String line : log.subList(Math.max(0, log.size() - SHOWN_LINES), log.size())) {
                text.append("\n    ").append(line);
            }
            return new AssertionError(text.toString(), cause);
        }
    }

    private static boolean causedByCut(Throwable thrown) {
        for (@Nullable Throwable t = thrown; t != null; t = t.getCause()) {
            if (t instanceof PowerCut) {
                return true;
            }
        }
        return false;
    }

    /** A part of a trial. */
    @FunctionalInterface
    private interface Step {
        void run() throws IOException;
    }
}
