/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.fleet.rollout;

import io.dunlin.core.DeviceId;
import io.dunlin.ota.manifest.Component;
import io.dunlin.ota.rollout.RolloutRules;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is to be rolled out, to whom and how.
 *
 * @param campaign its name, 1 to 64 characters, never used before
 * @param components the images, one for each model, as {@link Artifacts#publish} gave them
 * @param validity how long devices may begin with it
 * @param rules canaries, waves, and when to stop
 * @param devices who is to get it
 */
public record RolloutPlan(
        String campaign, List<Component> components, Duration validity, RolloutRules rules, Set<DeviceId> devices) {

    /** Checks the bounds and copies the collections. */
    public RolloutPlan {
        components = List.copyOf(components);
        devices = Set.copyOf(devices);
        if (devices.isEmpty() || validity.toMillis() < 1) {
            throw new IllegalArgumentException(
                    "a rollout is for at least one device and a millisecond, got " + devices + ", " + validity);
        }
    }

    /**
     * Makes the plan of one image.
     *
     * @param campaign its name
     * @param component the image
     * @param validity how long devices may begin with it
     * @param rules canaries, waves, and when to stop
     * @param devices who is to get it
     * @return the plan
     */
    public static RolloutPlan of(
            String campaign, Component component, Duration validity, RolloutRules rules, Collection<DeviceId> devices) {
        return new RolloutPlan(campaign, List.of(component), validity, rules, new TreeSet<>(devices));
    }
}
