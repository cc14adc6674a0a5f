/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.rollout;

import io.dunlin.core.DeviceId;
import io.dunlin.ota.rollout.RolloutEvent.Kind;
import io.dunlin.ota.rollout.RolloutStatus.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A campaign: canaries first, then the others in waves by a stable hash; stops by itself when too many fail. Each method
 * returns the events that it caused; the owner stores them before it acts on them, and rebuilds the rollout with
 * {@link #rebuild} after a restart, or when they could not be stored. One thread at a time.
 */
public final class Rollout {

    /** How far a device is, as the rollout counts it. */
    public enum Progress {
        /** No wave has reached it. */
        WAITING,
        /** It is offered the update, or has it in hand. */
        OFFERED,
        /** It confirmed the new image. */
        SUCCEEDED,
        /** It reported another end, or took too long. */
        FAILED
    }

    private final String campaign;
    private final RolloutRules rules;
    private final Map<DeviceId, Progress> progress = new TreeMap<>();
    /** The devices in the order in which waves reach them, fixed at the start. */
    private List<DeviceId> order = List.of();

    private Phase phase = Phase.DRAFT;
    private int waves;
    /** How many devices of {@link #order} the waves have reached. */
    private int reached;

    private long openedAtMillis;
    private int succeeded;
    private int failed;

    /**
     * Creates a rollout without devices.
     *
     * @param campaign its name, which decides the order of the devices
     * @param rules how it proceeds
     */
    public Rollout(String campaign, RolloutRules rules) {
        this.campaign = campaign;
        this.rules = rules;
    }

    /**
     * Makes a rollout as it was.
     *
     * @param campaign its name
     * @param rules its rules
     * @param events all that happened to it, in order
     * @return the rollout
     * @throws IllegalArgumentException if the events are not those of such a rollout
     */
    public static Rollout rebuild(String campaign, RolloutRules rules, List<RolloutEvent> events) {
        Rollout rollout = new Rollout(campaign, rules);
        for (RolloutEvent event : events) {
            rollout.apply(event);
        }
        return rollout;
    }

    /**
     * Returns how it stands.
     *
     * @return the counts
     */
    public RolloutStatus status() {
        return new RolloutStatus(phase, progress.size(), reached, succeeded, failed);
    }

    /**
     * Tells whether a device is to be offered the update now. Ask when a wave was opened and whenever a device comes on
     * line.
     *
     * @param device the device
     * @return whether its wave is open, it has not ended and the rollout runs
     */
    public boolean offers(DeviceId device) {
        return phase == Phase.RUNNING && progress.get(device) == Progress.OFFERED;
    }

    /**
     * Tells how far a device is.
     *
     * @param device the device
     * @return its progress, or null if the rollout is not for it
     */
    public @Nullable Progress progress(DeviceId device) {
        return progress.get(device);
    }

    /**
     * Tells whether a device may transfer payloads: a wave has reached it and the rollout was not called off. That a
     * device was counted as too late does not keep it from coming to its end.
     *
     * @param device the device
     * @return whether its requests are to be answered
     */
    public boolean serves(DeviceId device) {
        return !isCalledOff() && isReached(device);
    }

    /**
     * Tells whether the update is to be called off at a device, as long as it has not ended there.
     *
     * @param device the device
     * @return whether a wave has reached it and the rollout was halted or aborted
     */
    public boolean cancels(DeviceId device) {
        return isCalledOff() && isReached(device);
    }

    private boolean isCalledOff() {
        return phase == Phase.HALTED || phase == Phase.ABORTED;
    }

    private boolean isReached(DeviceId device) {
        Progress known = progress.get(device);
        return known != null && known != Progress.WAITING;
    }

    /**
     * Returns the devices.
     *
     * @return all of them, in the order of their names
     */
    public List<DeviceId> devices() {
        return new ArrayList<>(progress.keySet());
    }

    /**
     * Returns the devices that are to be offered the update now.
     *
     * @return those for which {@link #offers} holds, in the order of the waves
     */
    public List<DeviceId> offered() {
        List<DeviceId> devices = new ArrayList<>();
        for (DeviceId device : order.subList(0, reached)) {
            if (offers(device)) {
                devices.add(device);
            }
        }
        return devices;
    }

    /**
     * Adds a device, before the start.
     *
     * @param device the device
     * @param nowMillis the wall-clock time
     * @return the events
     */
    public List<RolloutEvent> add(DeviceId device, long nowMillis) {
        if (phase != Phase.DRAFT) {
            throw new IllegalStateException("a rollout that is " + phase + " takes no devices");
        }
        return progress.containsKey(device) ? List.of() : happen(RolloutEvent.of(Kind.ADDED, nowMillis, device));
    }

    /**
     * Begins with the canaries.
     *
     * @param nowMillis the wall-clock time
     * @return the events
     */
    public List<RolloutEvent> start(long nowMillis) {
        if (phase != Phase.DRAFT || progress.isEmpty()) {
            throw new IllegalStateException(
                    "a rollout that is " + phase + " with " + progress.size() + " devices cannot be started");
        }
        return happen(new RolloutEvent(Kind.WAVE_OPENED, nowMillis, null, 0));
    }

    /**
     * Takes a device's final report. A repeated one, one of a device that was not offered the update, and one that comes
     * after the rollout counted the device, change nothing.
     *
     * @param device the device
     * @param success whether it confirmed the new image
     * @param nowMillis the wall-clock time
     * @return the events
     */
    public List<RolloutEvent> report(DeviceId device, boolean success, long nowMillis) {
        if (progress.get(device) != Progress.OFFERED) {
            return List.of();
        }
        return happen(RolloutEvent.of(success ? Kind.SUCCEEDED : Kind.FAILED, nowMillis, device));
    }

    /**
     * Counts the devices that took too long. A clock that went back delays this and does no other harm.
     *
     * @param nowMillis the wall-clock time
     * @return the events
     */
    public List<RolloutEvent> tick(long nowMillis) {
        List<RolloutEvent> events = new ArrayList<>();
        if (phase == Phase.RUNNING && nowMillis >= timeoutAtMillis()) {
            for (DeviceId device : offered()) {
                if (offers(device)) {
                    events.addAll(happen(RolloutEvent.of(Kind.TIMED_OUT, nowMillis, device)));
                }
            }
        }
        return events;
    }

    /**
     * Returns when {@link #tick} has something to do.
     *
     * @return a wall-clock time in milliseconds since 1970, {@link Long#MAX_VALUE} for never
     */
    public long deadlineMillis() {
        return phase == Phase.RUNNING ? timeoutAtMillis() : Long.MAX_VALUE;
    }

    private long timeoutAtMillis() {
        long at = openedAtMillis + rules.timeoutMillis();
        return at < openedAtMillis ? Long.MAX_VALUE : at;
    }

    /**
     * Stops for a while: devices that have the offer go on, no other gets it. The time does not count for timeouts.
     *
     * @param nowMillis the wall-clock time
     * @return the events
     */
    public List<RolloutEvent> pause(long nowMillis) {
        return phase == Phase.RUNNING ? happen(RolloutEvent.of(Kind.PAUSED, nowMillis)) : List.of();
    }

    /**
     * Goes on after {@link #pause}.
     *
     * @param nowMillis the wall-clock time
     * @return the events
     */
    public List<RolloutEvent> resume(long nowMillis) {
        return phase == Phase.PAUSED ? happen(RolloutEvent.of(Kind.RESUMED, nowMillis)) : List.of();
    }

    /**
     * Ends the rollout for good.
     *
     * @param nowMillis the wall-clock time
     * @return the events
     */
    public List<RolloutEvent> abort(long nowMillis) {
        return phase == Phase.DRAFT || phase == Phase.RUNNING || phase == Phase.PAUSED
                ? happen(RolloutEvent.of(Kind.ABORTED, nowMillis))
                : List.of();
    }

    /** Applies an event and all that follows from it by the rules. */
    private List<RolloutEvent> happen(RolloutEvent first) {
        List<RolloutEvent> events = new ArrayList<>();
        for (RolloutEvent event = first; event != null; event = consequence(event.atMillis())) {
            apply(event);
            events.add(event);
        }
        return events;
    }

    private @Nullable RolloutEvent consequence(long atMillis) {
        if (phase != Phase.RUNNING) {
            return null;
        }
        int ended = succeeded + failed;
        boolean waveEnded = ended == reached;
        boolean judged = ended >= rules.minSample() || waveEnded;
        if (judged && failed * 100L > (long) rules.maxFailurePercent() * ended) {
            return RolloutEvent.of(Kind.HALTED, atMillis);
        }
        if (!waveEnded) {
            return null;
        }
        return reached == order.size()
                ? RolloutEvent.of(Kind.COMPLETED, atMillis)
                : new RolloutEvent(Kind.WAVE_OPENED, atMillis, null, waves);
    }

    private void apply(RolloutEvent event) {
        DeviceId device = event.device();
        switch (event.kind()) {
            case ADDED -> progress.put(named(device), Progress.WAITING);
            case WAVE_OPENED -> openWave(event);
            case SUCCEEDED -> {
                end(named(device), Progress.SUCCEEDED);
                succeeded++;
            }
            case FAILED, TIMED_OUT -> {
                end(named(device), Progress.FAILED);
                failed++;
            }
            case PAUSED -> phase = Phase.PAUSED;
            case RESUMED -> {
                phase = Phase.RUNNING;
                openedAtMillis = event.atMillis();
            }
            case HALTED -> phase = Phase.HALTED;
            case ABORTED -> phase = Phase.ABORTED;
            case COMPLETED -> phase = Phase.COMPLETED;
        }
    }

    private static DeviceId named(@Nullable DeviceId device) {
        if (device == null) {
            throw new IllegalArgumentException("an event about a device names none");
        }
        return device;
    }

    private void end(DeviceId device, Progress how) {
        if (progress.put(device, how) != Progress.OFFERED) {
            throw new IllegalArgumentException(device + " ended without an offer");
        }
    }

    private void openWave(RolloutEvent event) {
        if (event.wave() != waves) {
            throw new IllegalArgumentException("wave " + event.wave() + " follows wave " + (waves - 1));
        }
        if (waves == 0) {
            order = new ArrayList<>(progress.keySet());
            order.sort(this::compareByPlace);
        }
        int size = order.size();
        int end = Math.min(size, rules.canaries());
        if (waves > 0) {
            int percent = rules.wavePercents().get(waves - 1);
            end = Math.max(reached, (int) ((size * (long) percent + 99) / 100));
        }
        for (DeviceId device : order.subList(reached, end)) {
            progress.put(device, Progress.OFFERED);
        }
        phase = Phase.RUNNING;
        reached = end;
        openedAtMillis = event.atMillis();
        waves++;
    }

    private int compareByPlace(DeviceId a, DeviceId b) {
        int byHash = Long.compareUnsigned(place(a), place(b));
        return byHash != 0 ? byHash : a.compareTo(b);
    }

    /** A hash (FNV-1a, mixed once more) of campaign and device, the same on every machine and different per campaign. */
    private long place(DeviceId device) {
        String text = campaign + '/' + device.value();
        long hash = 0xCBF29CE484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001B3L;
        }
        hash = (hash ^ (hash >>> 32)) * 0x9E3779B97F4A7C15L;
        return hash ^ (hash >>> 29);
    }
}
