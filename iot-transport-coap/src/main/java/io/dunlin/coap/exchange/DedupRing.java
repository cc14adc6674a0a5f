/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap.exchange;

import java.util.Arrays;

/**
 * The messages that one peer sent within EXCHANGE_LIFETIME, so that a second copy has no second effect (RFC 7252 section
 * 4.5). A ring in the order of arrival, in parallel arrays that grow with use; chains by message id lead into it. There is
 * at most one entry for each message id, so chains stay short whatever ids the peer chooses.
 */
final class DedupRing {

    /** What is known of a message. */
    enum State {
        /** Its answer is awaited; nothing was sent. */
        PROCESSING,
        /** It was acknowledged alone. */
        ACKNOWLEDGED,
        /** Its answer is kept. */
        ANSWERED,
        /** A copy is met with silence. */
        SILENT,
        /** A copy may be processed as if it were new. */
        AGAIN
    }

    private static final long NONE = -1;
    private static final byte[] NO_ANSWER = {};
    private static final int FIRST_CAPACITY = 8;

    private final int maxEntries;
    private final int maxAnswerBytes;
    private final long lifetime;

    /** Sequence numbers of the oldest entry and of the next; an entry's place is its number modulo the capacity. */
    private int head;

    private int tail;
    private char[] ids = {};
    private int[] fingerprints = {};
    private long[] times = {};
    private State[] states = {};
    private byte[][] answers = {};
    /** The newest entry of each bucket, and of each entry the one before it in its bucket. */
    private int[] buckets = {};

    private int[] older = {};
    private int answerBytes;
    /** All answers of earlier entries have been dropped. */
    private int oldestAnswer;

    DedupRing(int maxEntries, int maxAnswerBytes, long lifetime) {
        this.maxEntries = maxEntries;
        this.maxAnswerBytes = maxAnswerBytes;
        this.lifetime = lifetime;
    }

    /** Returns the entry of a message that is not forgotten yet, or -1. */
    long find(int id, int fingerprint, long now) {
        int place = placeOf(id);
        return place >= 0 && fingerprints[place] == fingerprint && times[place] + lifetime > now
                ? entryAt(place)
                : NONE;
    }

    /** Adds a message that {@link #find} does not know and returns its entry, or -1 if there is no room. */
    long add(int id, int fingerprint, long now) {
        forget(now);
        int place = placeOf(id);
        if (place < 0) {
            if (size() >= maxEntries) {
                return NONE;
            }
            if (size() == ids.length) {
                grow();
            }
            int bucket = id & (buckets.length - 1);
            place = place(tail);
            older[place] = buckets[bucket];
            buckets[bucket] = tail++;
            ids[place] = (char) id;
        }
        // A known id with another token is a peer that lost its state. Its entry is taken over where it stands, which
        // can only make the entries behind it stay longer.
        dropAnswer(place);
        fingerprints[place] = fingerprint;
        times[place] = now;
        states[place] = State.PROCESSING;
        return entryAt(place);
    }

    State state(long entry) {
        return states[place((int) entry)];
    }

    /** Changes an entry; does nothing if it was forgotten or taken over meanwhile. */
    void mark(long entry, int fingerprint, State state) {
        if (isHere((int) entry, fingerprint)) {
            states[place((int) entry)] = state;
        }
    }

    /** Keeps an answer for copies of the message. */
    void keep(long entry, int fingerprint, byte[] answer) {
        int number = (int) entry;
        if (!isHere(number, fingerprint)) {
            return;
        }
        mark(entry, fingerprint, State.SILENT);
        if (answer.length > maxAnswerBytes) {
            return;
        }
        while (answerBytes + answer.length > maxAnswerBytes) {
            dropAnswer(place(oldestAnswer++));
        }
        if (number - oldestAnswer < 0) {
            oldestAnswer = number;
        }
        answers[place(number)] = answer;
        answerBytes += answer.length;
        mark(entry, fingerprint, State.ANSWERED);
    }

    byte[] answer(long entry) {
        byte[] answer = answers[place((int) entry)];
        if (answer == NO_ANSWER) {
            throw new IllegalStateException("entry " + entry + " has no answer");
        }
        return answer;
    }

    /** Forgets what is older than the lifetime; returns whether nothing is left. */
    boolean forget(long now) {
        while (head != tail && times[place(head)] + lifetime <= now) {
            dropAnswer(place(head++));
        }
        if (oldestAnswer - head < 0) {
            oldestAnswer = head;
        }
        return head == tail;
    }

    int size() {
        return tail - head;
    }

    int answerBytes() {
        return answerBytes;
    }

    private int placeOf(int id) {
        if (ids.length == 0) {
            return -1;
        }
        int entry = buckets[id & (buckets.length - 1)];
        while (entry - head >= 0 && entry - tail < 0) {
            if (ids[place(entry)] == id) {
                return place(entry);
            }
            entry = older[place(entry)];
        }
        return -1;
    }

    /** Entries leave as non-negative numbers, so that -1 is free. */
    private long entryAt(int place) {
        return (head + ((place - head) & (ids.length - 1))) & 0xFFFF_FFFFL;
    }

    private boolean isHere(int entry, int fingerprint) {
        return entry - head >= 0 && entry - tail < 0 && fingerprints[place(entry)] == fingerprint;
    }

    private void dropAnswer(int place) {
        byte[] answer = answers[place];
        if (answer != NO_ANSWER) {
            answerBytes -= answer.length;
            answers[place] = NO_ANSWER;
            states[place] = State.SILENT;
        }
    }

    private int place(int entry) {
        return entry & (ids.length - 1);
    }

    private void grow() {
        int capacity = ids.length == 0 ? FIRST_CAPACITY : 2 * ids.length;
        int oldMask = ids.length - 1;
        char[] oldIds = ids;
        int[] oldFingerprints = fingerprints;
        long[] oldTimes = times;
        State[] oldStates = states;
        byte[][] oldAnswers = answers;
        ids = new char[capacity];
        fingerprints = new int[capacity];
        times = new long[capacity];
        states = new State[capacity];
        answers = new byte[capacity][];
        older = new int[capacity];
        buckets = new int[capacity];
        Arrays.fill(answers, NO_ANSWER);
        Arrays.fill(buckets, head - 1);
        for (int entry = head; entry != tail; entry++) {
            int from = entry & oldMask;
            int to = place(entry);
            int bucket = oldIds[from] & (capacity - 1);
            ids[to] = oldIds[from];
            fingerprints[to] = oldFingerprints[from];
            times[to] = oldTimes[from];
            states[to] = oldStates[from];
            answers[to] = oldAnswers[from];
            older[to] = buckets[bucket];
            buckets[bucket] = entry;
        }
    }
}
