/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.testkit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * The seeds to test with. How many is set by the system property {@code dunlin.seeds} (10 if absent); the first by
 * {@code dunlin.seed}, or else it is taken from the clock once per virtual machine and printed, so that every build tries
 * new ones and each can be run again.
 */
public final class Seeds {

    private static final int DEFAULT_COUNT = 10;
    private static final Set<String> NOT_A_TEST = Set.of(
            Seeds.class.getName(), SeedFailure.class.getName(), Simulation.class.getName(), FaultSweep.class.getName());

    /** The test that started this thread, whose stack does not show it. */
    private static final ThreadLocal<String> TEST = new ThreadLocal<>();

    private Seeds() {}

    /** A test of one seed. */
    @FunctionalInterface
    public interface Body {
        /**
         * Runs the test.
         *
         * @param seed the seed
         * @throws Exception if it failed
         */
        void run(long seed) throws Exception;
    }

    /** The fresh first seed, drawn when it is first asked for. */
    private static final class Fresh {
        static final long FIRST = announced(System.currentTimeMillis());

        private static long announced(long first) {
            System.out.println("testkit: the first seed is " + first + " (fix it with -Ddunlin.seed=" + first + ")");
            return first;
        }
    }

    /**
     * Returns how many seeds to test.
     *
     * @return at least 1
     */
    public static int count() {
        int count = Integer.getInteger("dunlin.seeds", DEFAULT_COUNT);
        if (count < 1) {
            throw new IllegalArgumentException("dunlin.seeds must be at least 1, got " + count);
        }
        return count;
    }

    /**
     * Returns the first seed.
     *
     * @return the fixed one, or this virtual machine's fresh one
     */
    public static long first() {
        Long fixed = Long.getLong("dunlin.seed");
        return fixed == null ? Fresh.FIRST : fixed;
    }

    /**
     * Returns the seeds, for a parameterized or dynamic test.
     *
     * @return {@link #count()} consecutive numbers
     */
    public static LongStream stream() {
        long first = first();
        return LongStream.range(first, first + count());
    }

    /**
     * Runs a test with each seed and stops at the first that fails.
     *
     * @param body the test
     * @throws AssertionError if one failed: it names the seed and the command that runs it again
     */
    public static void forEach(Body body) {
        stream().forEach(seed -> run(seed, body));
    }

    /**
     * Runs a test with each seed, several at a time, and starts no more once one failed.
     *
     * @param threads how many at a time, at least 1
     * @param body the test, for use by several threads
     * @throws AssertionError if one failed, of several that with the lowest seed: it names the seed and the command that
     *     runs it again
     */
    public static void forEach(int threads, Body body) {
        SortedMap<Long, Error> failures = Collections.synchronizedSortedMap(new TreeMap<>());
        Iterator<Long> seeds = stream().iterator();
        String test = callingTest();
        Runnable worker = () -> {
            TEST.set(test);
            for (Long seed = next(seeds); seed != null && failures.isEmpty(); seed = next(seeds)) {
                try {
                    run(seed, body);
                } catch (Error e) {
                    failures.put(seed, e);
                }
            }
        };
        List<Thread> started = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            Thread thread = new Thread(worker, "seeds-" + i);
            thread.start();
            started.add(thread);
        }
        started.forEach(Seeds::awaitEnd);
        if (!failures.isEmpty()) {
            throw failures.get(failures.firstKey());
        }
    }

    private static @Nullable Long next(Iterator<Long> seeds) {
        synchronized (seeds) {
            return seeds.hasNext() ? seeds.next() : null;
        }
    }

    private static void awaitEnd(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while seeds were running", e);
        }
    }

    private static void run(long seed, Body body) {
        try {
            body.run(seed);
        } catch (SeedFailure e) {
            throw e;
        } catch (Exception | AssertionError e) {
            throw new SeedFailure(seed, e.toString(), List.of(), e);
        }
    }

    /** Returns the command that runs the calling test with one seed. */
    static String rerun(long seed) {
        String started = TEST.get();
        String test = started == null ? callingTest() : started;
        return "mvn test -Dtest='" + test + "' -Dsurefire.failIfNoSpecifiedTests=false -Ddunlin.seeds=1 -Ddunlin.seed="
                + seed;
    }

    private static String callingTest() {
        return StackWalker.getInstance()
                .walk(frames -> frames.filter(frame -> isTest(frame.getClassName()))
                        .findFirst()
                        .map(frame -> name(frame.getClassName(), frame.getMethodName()))
                        .orElse("*"));
    }

    private static boolean isTest(String className) {
        int nested = className.indexOf('$');
        String outer = nested < 0 ? className : className.substring(0, nested);
        return !outer.startsWith("java.") && !NOT_A_TEST.contains(outer);
    }

    private static String name(String className, String methodName) {
        String outer = className.substring(className.lastIndexOf('.') + 1).replaceAll("\\$.*", "");
        return outer + '#' + (methodName.startsWith("lambda$") ? methodName.split("\\$", -1)[1] : methodName);
    }
}
