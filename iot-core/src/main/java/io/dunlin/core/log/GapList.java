/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.log;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gaps in ascending order that do not overlap. */
final class GapList {

    private final ArrayList<Gap> gaps = new ArrayList<>();
    private @Nullable List<Gap> copy;

    /** Returns a snapshot, the same one as long as nothing changes. */
    List<Gap> copy() {
        List<Gap> present = copy;
        if (present == null) {
            present = List.copyOf(gaps);
            copy = present;
        }
        return present;
    }

    boolean contains(long seq) {
        int at = firstEndingAtOrAfter(seq);
        return at < gaps.size() && gaps.get(at).fromSeq() <= seq;
    }

    /** Adds those numbers of a range that are in no gap yet; does nothing if the range is empty. */
    void add(long fromSeq, long toSeq, Gap.Reason reason) {
        copy = null;
        long from = fromSeq;
        int at = firstEndingAtOrAfter(from);
        while (from <= toSeq) {
            Gap next = at < gaps.size() ? gaps.get(at) : null;
            if (next != null && next.fromSeq() <= from) {
                from = next.toSeq() + 1;
                at++;
                continue;
            }
            long to = next == null ? toSeq : Math.min(toSeq, next.fromSeq() - 1);
            at = insert(at, new Gap(from, to, reason));
            from = gaps.get(at).toSeq() + 1;
            at++;
        }
    }

    /** Forgets all numbers up to one. */
    void removeUpTo(long seq) {
        copy = null;
        int covered = firstEndingAtOrAfter(seq + 1);
        gaps.subList(0, covered).clear();
        if (!gaps.isEmpty() && gaps.get(0).fromSeq() <= seq) {
            Gap first = gaps.get(0);
            gaps.set(0, new Gap(seq + 1, first.toSeq(), first.reason()));
        }
    }

    /** Inserts a gap, joined with its neighbours of the same reason, and returns where it is. */
    private int insert(int at, Gap gap) {
        Gap joined = gap;
        if (at < gaps.size() && isContinued(gap, gaps.get(at))) {
            joined = new Gap(gap.fromSeq(), gaps.get(at).toSeq(), gap.reason());
            gaps.remove(at);
        }
        if (at > 0 && isContinued(gaps.get(at - 1), joined)) {
            gaps.set(at - 1, new Gap(gaps.get(at - 1).fromSeq(), joined.toSeq(), joined.reason()));
            return at - 1;
        }
        gaps.add(at, joined);
        return at;
    }

    private static boolean isContinued(Gap gap, Gap next) {
        return gap.toSeq() + 1 == next.fromSeq() && gap.reason() == next.reason();
    }

    private int firstEndingAtOrAfter(long seq) {
        int low = 0;
        int high = gaps.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (gaps.get(middle).toSeq() < seq) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
