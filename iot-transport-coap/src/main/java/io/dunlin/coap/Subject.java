/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.coap;

import io.dunlin.coap.codec.Code;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What can be observed: the state behind one or more resources (RFC 7641 section 1.2). A service marks its answers with
 * {@link CoapResponse#observable}; whenever the state has changed, the application says so here, and each observer is told
 * what the service answers to its request then. Changes that come faster than an observer can be told are told as one.
 * Thread-safe.
 */
public final class Subject {

    /** Orders changes and requests, of whatever subjects and endpoints. */
    private static final AtomicLong CHANGES = new AtomicLong();

    private final Set<Observer> observers = new LinkedHashSet<>();
    private long lastChange;

    /** Makes a subject that nobody observes. */
    public Subject() {}

    /** Has every observer told of the present state, soon and not in the calling thread. */
    public void changed() {
        for (Observer observer : change()) {
            observer.changed();
        }
    }

    /**
     * Ends all observations, when the resource is removed for instance (section 4.2).
     *
     * @param code what observers are told, a code of class 4 or 5 such as 4.04
     */
    public void ended(Code code) {
        CoapResponse last = CoapResponse.of(code);
        if (code.isSuccess()) {
            throw new IllegalArgumentException("observations end with an error, not with " + code);
        }
        for (Observer observer : change()) {
            observer.end(last);
        }
    }

    /**
     * Returns how many observers there are.
     *
     * @return a count
     */
    public synchronized int observers() {
        return observers.size();
    }

    /** Returns a mark of the present: changes from now on are after it. */
    static long now() {
        return CHANGES.get();
    }

    /** Adds an observer whose answer was made at some time after a mark; returns whether it may be old already. */
    synchronized boolean add(Observer observer, long mark) {
        observers.add(observer);
        return lastChange > mark;
    }

    synchronized void remove(Observer observer) {
        observers.remove(observer);
    }

    private synchronized List<Observer> change() {
        lastChange = CHANGES.incrementAndGet();
        return new ArrayList<>(observers);
    }
}
