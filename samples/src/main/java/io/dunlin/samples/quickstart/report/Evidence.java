/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.samples.quickstart.report;

import java.nio.file.Path;
import java.util.List;

/**
 * Where the traces of a story are, and what should be found there.
 *
 * @param home the directory of all state; the programs have ended
 * @param actors the devices
 * @param small the name of the device whose storage was filled
 * @param interval the interval of reports that was desired last
 * @param chaos whether things were broken on purpose
 * @param recoveries how each fault ended
 * @param seconds how long the story took
 * @param limitSeconds how long it may take
 */
public record Evidence(
        Path home,
        List<Actor> actors,
        String small,
        long interval,
        boolean chaos,
        List<Recovery> recoveries,
        double seconds,
        int limitSeconds) {

    /**
     * A device.
     *
     * @param name its id, and its directory under {@code home}
     * @param recording what it replayed
     */
    public record Actor(String name, String recording) {}
}
