/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AlarmTest {

    private final HandLoop loop = new HandLoop();
    private final List<Long> woken = new ArrayList<>();
    private final Alarm alarm = new Alarm(loop, () -> woken.add(loop.now));

    @Test
    void at_wakesOnceAtTheDeadline() {
        alarm.at(100);
        loop.advanceTo(99);
        assertThat(woken).isEmpty();
        loop.advanceTo(300);
        assertThat(woken).containsExactly(100L);
    }

    @Test
    void at_followsADeadlineThatMoves_withoutANewTimerWhenItMovesAway() {
        alarm.at(100);
        alarm.at(200);
        alarm.at(150);
        assertThat(loop.scheduled).isEqualTo(1);
        loop.advanceTo(300);
        assertThat(woken).containsExactly(150L);
        alarm.at(1000);
        alarm.at(400);
        loop.advanceTo(2000);
        assertThat(woken).containsExactly(150L, 400L);
    }

    @Test
    void never_andOff_doNotWake() {
        alarm.at(Alarm.NEVER);
        assertThat(loop.scheduled).isZero();
        alarm.at(100);
        alarm.at(Alarm.NEVER);
        loop.advanceTo(200);
        alarm.at(300);
        alarm.off();
        loop.advanceTo(400);
        assertThat(woken).isEmpty();
    }

    @Test
    void at_worksWhereTheClockWraps() {
        loop.now = Long.MAX_VALUE - 10;
        alarm.at(Long.MIN_VALUE + 5);
        loop.advanceTo(Long.MIN_VALUE + 5);
        assertThat(woken).containsExactly(Long.MIN_VALUE + 5);
    }

    /** A loop whose time is set by hand. */
    private static final class HandLoop implements Loop {
        private record Entry(long at, Runnable task) {}

        private final List<Entry> entries = new ArrayList<>();
        private long now;
        private int scheduled;

        void advanceTo(long target) {
            for (Entry next = next(target); next != null; next = next(target)) {
                entries.remove(next);
                now = next.at();
                next.task().run();
            }
            now = target;
        }

        private Entry next(long target) {
            Entry next = null;
            for (Entry entry : entries) {
                if (entry.at() - target <= 0 && (next == null || entry.at() - next.at() < 0)) {
                    next = entry;
                }
            }
            return next;
        }

        @Override
        public void execute(Runnable task) {
            entries.add(new Entry(now, task));
        }

        @Override
        public Timer schedule(long delayNanos, Runnable task) {
            scheduled++;
            Entry entry = new Entry(now + Math.max(0, delayNanos), task);
            entries.add(entry);
            return () -> entries.remove(entry);
        }

        @Override
        public long nanoTime() {
            return now;
        }

        @Override
        public long wallMillis() {
            return 0;
        }

        @Override
        public boolean inLoop() {
            return true;
        }
    }
}
