/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.fleet.rollout;

import io.dunlin.core.Alarm;
import io.dunlin.core.DeviceId;
import io.dunlin.core.Loop;
import io.dunlin.core.Tenant;
import io.dunlin.fleet.store.Counters;
import io.dunlin.fleet.store.Database;
import io.dunlin.fleet.store.StoreException;
import io.dunlin.ota.delta.Digest;
import io.dunlin.ota.manifest.Cancellation;
import io.dunlin.ota.manifest.Component;
import io.dunlin.ota.manifest.Encoding;
import io.dunlin.ota.manifest.Manifest;
import io.dunlin.ota.manifest.ManifestCodec;
import io.dunlin.ota.manifest.ManifestSigner;
import io.dunlin.ota.rollout.BlockServer;
import io.dunlin.ota.rollout.Rollout;
import io.dunlin.ota.rollout.RolloutEvent;
import io.dunlin.ota.rollout.RolloutStatus;
import io.dunlin.ota.update.UpdateEvent;
import io.dunlin.ota.update.UpdateMessage;
import io.dunlin.ota.update.UpdateMessage.BlockRequest;
import io.dunlin.ota.update.UpdateWire;
import io.dunlin.security.sign.SigningKey;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Works on rollouts and the database at once. The open ones are kept in memory; after any failure they are read anew, so
 * memory never says what the database does not. Used on the worker only.
 */
final class RolloutDesk implements BlockServer.Source {

    /** The wall clock may jump, so a deadline is looked at this often. */
    static final long LONGEST_WAIT_NANOS = 60_000_000_000L;

    private static final long NANOS_PER_MILLI = 1_000_000L;
    private static final long STRAY_NANOS = 15_000_000_000L;
    private static final int MAX_STRAYS = 10_000;

    /** So many devices of a wave are offered the update at once; the others when they show signs of life. */
    private static final int MAX_AT_ONCE = 256;

    private final Database database;
    private final RolloutTable table;
    private final ArtifactTable artifacts;
    private final Loop loop;
    private final Tenant tenant;
    private final List<SigningKey> keys;
    private final Rollouts.Served served;
    private final Counters counters;
    private final Map<String, LiveRollout> open = new LinkedHashMap<>();
    private final Map<DeviceId, Long> strayedAt = new LinkedHashMap<>();
    private boolean loaded;

    /** A message to a device. */
    @SuppressWarnings("ArrayRecordComponent") // Handed on, never compared.
    record Message(DeviceId device, byte[] bytes) {}

    /** What came of a change. */
    record Outcome(String campaign, RolloutStatus status, boolean changed, List<Message> messages) {}

    RolloutDesk(
            Database database,
            RolloutTable table,
            ArtifactTable artifacts,
            Loop loop,
            Tenant tenant,
            List<SigningKey> keys,
            Rollouts.Served served) {
        this.database = database;
        this.table = table;
        this.artifacts = artifacts;
        this.loop = loop;
        this.tenant = tenant;
        this.keys = keys;
        this.served = served;
        this.counters = new Counters(database, tenant);
    }

    private <T extends @Nullable Object> T transact(String what, Database.Work<T> work) throws StoreException {
        boolean done = false;
        try {
            load();
            T result = database.transaction(what, work);
            done = true;
            return result;
        } finally {
            loaded = done;
        }
    }

    private void load() throws StoreException {
        if (loaded) {
            return;
        }
        open.clear();
        database.transaction("read the open rollouts", c -> {
            for (RolloutTable.Stored stored : table.open(c)) {
                List<RolloutEvent> events = table.events(c, stored.campaign());
                Rollout rollout = Rollout.rebuild(stored.campaign(), stored.rules(), events);
                open.put(
                        stored.campaign(),
                        new LiveRollout(stored, rollout, events.size(), table.rows(c, stored.campaign())));
            }
            return true;
        });
        loaded = true;
    }

    Outcome start(RolloutPlan plan) throws StoreException {
        requirePublished(plan);
        long now = loop.wallMillis();
        Manifest manifest = new Manifest(
                counters.reserve("manifest", 1),
                plan.campaign(),
                now + plan.validity().toMillis(),
                plan.components());
        RolloutTable.Stored stored = new RolloutTable.Stored(
                plan.campaign(),
                now,
                manifest.sequence(),
                manifest.expiresMillis(),
                plan.rules(),
                ManifestCodec.encode(manifest),
                ManifestSigner.sign(manifest, tenant, keys),
                true);
        Rollout rollout = new Rollout(plan.campaign(), plan.rules());
        List<RolloutEvent> events = new ArrayList<>();
        for (DeviceId device : new TreeSet<>(plan.devices())) {
            events.addAll(rollout.add(device, now));
        }
        events.addAll(rollout.start(now));
        LiveRollout started = new LiveRollout(stored, rollout, 0, Map.of());
        transact("start rollout " + plan.campaign(), c -> {
            if (table.find(c, plan.campaign()).isPresent()) {
                throw new IllegalArgumentException("there was a rollout " + plan.campaign());
            }
            table.create(c, stored, rollout.devices());
            store(c, started, events, now);
            return true;
        });
        open.put(plan.campaign(), started);
        return settled(started, events, now);
    }

    private void requirePublished(RolloutPlan plan) throws StoreException {
        for (Component component : plan.components()) {
            for (Encoding encoding : component.encodings()) {
                if (!artifacts.contains(encoding.payload())) {
                    throw new IllegalArgumentException("not published: " + encoding.payload());
                }
            }
        }
    }

    Outcome decide(String campaign, BiFunction<Rollout, Long, List<RolloutEvent>> decision) throws StoreException {
        long now = loop.wallMillis();
        List<RolloutEvent> events = new ArrayList<>();
        Optional<RolloutStatus> over = transact("change rollout " + campaign, c -> {
            LiveRollout live = open.get(campaign);
            if (live == null) {
                return closedStatus(c, campaign);
            }
            events.addAll(decision.apply(live.rollout(), now));
            store(c, live, events, now);
            return Optional.<RolloutStatus>empty();
        });
        LiveRollout live = open.get(campaign);
        if (live != null) {
            return settled(live, events, now);
        }
        RolloutStatus status = over.orElseThrow(() -> new IllegalArgumentException("there is no rollout " + campaign));
        return new Outcome(campaign, status, false, List.of());
    }

    private Optional<RolloutStatus> closedStatus(Connection c, String campaign) throws SQLException {
        Optional<RolloutTable.Stored> stored = table.find(c, campaign);
        return stored.isEmpty()
                ? Optional.empty()
                : Optional.of(Rollout.rebuild(campaign, stored.get().rules(), table.events(c, campaign))
                        .status());
    }

    List<Outcome> tick() throws StoreException {
        long now = loop.wallMillis();
        Map<LiveRollout, List<RolloutEvent>> due = new LinkedHashMap<>();
        transact("look for late devices", c -> {
            for (LiveRollout live : open.values()) {
                List<RolloutEvent> events = live.rollout().tick(now);
                if (!events.isEmpty() || live.isClosed(now)) {
                    store(c, live, events, now);
                    due.put(live, events);
                }
            }
            return true;
        });
        List<Outcome> outcomes = new ArrayList<>();
        for (Map.Entry<LiveRollout, List<RolloutEvent>> entry : due.entrySet()) {
            outcomes.add(settled(entry.getKey(), entry.getValue(), now));
        }
        return outcomes;
    }

    /** Returns how long to wait with the next {@link #tick}. */
    long nanosToDeadline() {
        long now = loop.wallMillis();
        long wait = open.isEmpty() ? Alarm.NEVER : LONGEST_WAIT_NANOS;
        for (LiveRollout live : open.values()) {
            long millis = live.rollout().deadlineMillis() - now;
            if (millis < wait / NANOS_PER_MILLI) {
                wait = Math.max(0, millis) * NANOS_PER_MILLI;
            }
        }
        return wait;
    }

    /** Takes what a device told; null if it is about nothing that is going on here. */
    @Nullable
    Outcome report(DeviceId device, UpdateEvent event) throws StoreException {
        long now = loop.wallMillis();
        List<RolloutEvent> events = new ArrayList<>();
        Optional<LiveRollout> addressed = transact("note a report of " + device, c -> {
            LiveRollout live = addressed(device, event);
            if (live == null) {
                noteLate(c, device, event);
            } else if (live.isNews(device, event)) {
                live.note(device, event);
                table.report(c, live.campaign(), device, event);
                events.addAll(live.count(device, event, now));
                store(c, live, events, now);
            }
            return Optional.ofNullable(live);
        });
        return addressed.isEmpty() ? null : settled(addressed.get(), events, now);
    }

    private @Nullable LiveRollout addressed(DeviceId device, UpdateEvent event) {
        for (LiveRollout live : open.values()) {
            if (live.isAddressed(device, event)) {
                return live;
            }
        }
        return null;
    }

    /** What is told of a rollout that is over changes its view only. */
    private void noteLate(Connection c, DeviceId device, UpdateEvent event) throws SQLException {
        Optional<RolloutTable.Stored> over = table.find(c, event.campaign());
        if (over.isPresent()
                && over.get().sequence() == event.sequence()
                && event.state().isTerminal()) {
            table.report(c, event.campaign(), device, event);
        }
    }

    private void store(Connection c, LiveRollout live, List<RolloutEvent> events, long now) throws SQLException {
        if (!events.isEmpty()) {
            table.append(c, live.campaign(), live.append(events), events);
        }
        if (live.isClosed(now)) {
            table.close(c, live.campaign());
        }
    }

    /** What follows when events are stored. */
    private Outcome settled(LiveRollout live, List<RolloutEvent> events, long now) throws StoreException {
        if (live.isClosed(now)) {
            open.remove(live.campaign());
        }
        List<Message> messages = new ArrayList<>();
        if (events.stream().anyMatch(RolloutDesk::makesOthersDue)) {
            for (DeviceId device : live.rollout().devices()) {
                Message message = messages.size() < MAX_AT_ONCE ? due(live, device) : null;
                if (message != null && served.test(device)) {
                    messages.add(message);
                }
            }
        }
        return new Outcome(live.campaign(), live.rollout().status(), !events.isEmpty(), messages);
    }

    private static boolean makesOthersDue(RolloutEvent event) {
        return switch (event.kind()) {
            case WAVE_OPENED, RESUMED, HALTED, ABORTED -> true;
            case ADDED, SUCCEEDED, FAILED, TIMED_OUT, PAUSED, COMPLETED -> false;
        };
    }

    /** Returns what is to be sent to a device that is there. */
    List<Message> due(DeviceId device) throws StoreException {
        load();
        List<Message> messages = new ArrayList<>();
        for (LiveRollout live : open.values()) {
            Message message = due(live, device);
            if (message != null) {
                messages.add(message);
            }
        }
        return messages;
    }

    private @Nullable Message due(LiveRollout live, DeviceId device) {
        return switch (live.due(device, loop.nanoTime())) {
            case NOTHING -> null;
            case OFFER -> new Message(device, UpdateWire.encode(new UpdateMessage.Offer(live.offer())));
            case CANCEL -> cancel(device, live.campaign(), live.sequence());
        };
    }

    private Message cancel(DeviceId device, String campaign, long sequence) {
        byte[] signed = ManifestSigner.sign(new Cancellation(campaign, sequence), tenant, keys);
        return new Message(device, UpdateWire.encode(new UpdateMessage.Cancel(signed)));
    }

    /** Returns the campaign by which a device may have a payload, or null. */
    @Nullable
    String campaignOf(DeviceId device, Digest payload) throws StoreException {
        load();
        for (LiveRollout live : open.values()) {
            if (live.payloadLength(device, payload) >= 0) {
                return live.campaign();
            }
        }
        return null;
    }

    /** Returns what calls a device off that transfers for a rollout that is over. */
    List<Message> strayed(DeviceId device) throws StoreException {
        long now = loop.nanoTime();
        Long before = strayedAt.get(device);
        if (before != null && now - before < STRAY_NANOS) {
            return List.of();
        }
        strayedAt.remove(device);
        strayedAt.put(device, now);
        if (strayedAt.size() > MAX_STRAYS) {
            strayedAt.remove(strayedAt.keySet().iterator().next());
        }
        List<Message> messages = new ArrayList<>();
        for (RolloutTable.Stored over : transact("find what " + device + " is at", c -> table.unfinished(c, device))) {
            if (!open.containsKey(over.campaign())) {
                messages.add(cancel(device, over.campaign(), over.sequence()));
            }
        }
        return messages;
    }

    /** Reads the blocks that a device asks for, and notes them as sent. */
    List<byte[]> blocks(DeviceId device, String campaign, BlockRequest request) throws IOException {
        load();
        List<byte[]> blocks = BlockServer.answer(device, request, this);
        if (!blocks.isEmpty()) {
            transact("note what is sent to " + device, c -> {
                table.addBytes(c, campaign, device, request.length());
                return true;
            });
        }
        return blocks;
    }

    @Override
    public long length(DeviceId device, Digest payload) {
        long length = -1;
        for (LiveRollout live : open.values()) {
            length = Math.max(length, live.payloadLength(device, payload));
        }
        return length;
    }

    @Override
    public byte[] read(Digest payload, long offset, int length) throws IOException {
        return artifacts.read(payload, offset, length);
    }
}
