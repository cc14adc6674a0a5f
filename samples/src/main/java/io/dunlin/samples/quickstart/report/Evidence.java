/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.samples.quickstart.report;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the traces of a story are, and what should be found there.
 *
 * @param home the directory of all state; the programs have ended
 * @param actors the devices
 * @param small the name of the device whose storage was filled
 * @param interval the interval of reports that was desired last
 * @param image the image that the devices were updated to, null if there was no update
 * @param generation how often the devices got a certificate at least, 0 if they have none
 * @param ended devices that were killed, each in the middle of something: a line of its diary
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
        @Nullable Path image,
        long generation,
        Map<String, String> ended,
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
