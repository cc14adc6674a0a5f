/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.fleet.rollout;

import io.dunlin.core.Alarm;
import io.dunlin.core.Channel;
import io.dunlin.core.DecodeException;
import io.dunlin.core.DeviceId;
import io.dunlin.core.FleetLink;
import io.dunlin.core.Link;
import io.dunlin.core.Loop;
import io.dunlin.core.Tenant;
import io.dunlin.fleet.store.Database;
import io.dunlin.fleet.store.GroupCommit;
import io.dunlin.fleet.store.StoreException;
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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;

/**
 * Rolls updates out: signs a manifest, offers it to canaries and then in waves, serves the blocks, counts how devices
 * end, and stops by itself when too many fail.
 *
 * <pre>{@code
 * ImageDigest factory = fleet.rollouts().artifacts().add(oldImage);
 * Component image = fleet.rollouts().artifacts()
 *         .publish(new Release(model, "firmware", "2.0.0", 2), newImage, List.of(factory));
 * fleet.rollouts().start(RolloutPlan.of("spring", image, Duration.ofDays(7),
 *         RolloutRules.canaryThenAll(2, 10, 3_600_000), devices)).join();
 * RolloutView view = fleet.rollouts().find("spring").orElseThrow();
 * }</pre>
 *
 * <p>A rollout is its events in the database: nothing is offered before the event that says so is durable, and a fleet
 * that is started again goes on where it was. Devices are offered the update at once, or when they next show signs of
 * life. Safe for use by several threads; the reading methods block. Several servers may share a database, but devices of
 * one rollout have to speak to one of them at a time.
 */
public final class Rollouts {

    private static final long SOON_NANOS = 1_000_000L;

    private final Database database;
    private final GroupCommit commits;
    private final Loop loop;
    private final FleetLink link;
    private final RolloutListener listener;
    private final Artifacts artifacts;
    private final RolloutTable table;
    private final RolloutDesk desk;
    private final BlockBudget budget;
    private final Alarm alarm;

    /**
     * Who signs, and what may be spent.
     *
     * @param keys sign manifests and cancellations; devices trust them in role
     *     {@link io.dunlin.security.sign.Role#FIRMWARE}
     * @param maxBytesUnderWay how much of payloads may be in memory on its way to devices, at least
     *     {@value BlockServer#MAX_REQUEST_BYTES}
     */
    public record Trust(List<SigningKey> keys, long maxBytesUnderWay) {

        /** Checks the bounds and copies the list. */
        public Trust {
            keys = List.copyOf(keys);
            if (keys.isEmpty() || maxBytesUnderWay < BlockServer.MAX_REQUEST_BYTES) {
                throw new IllegalArgumentException("a key and " + BlockServer.MAX_REQUEST_BYTES
                        + " B are the least, got " + keys + ", " + maxBytesUnderWay);
            }
        }

        /**
         * Makes the trust of one key, with 8 MiB under way.
         *
         * @param key signs
         * @return the trust
         */
        public static Trust of(SigningKey key) {
            return new Trust(List.of(key), 8 << 20);
        }
    }

    /** Tells which devices are served. */
    @FunctionalInterface
    public interface Served {
        /**
         * Tells whether a device is served. Called on the worker.
         *
         * @param device which
         * @return false for one that is not registered, suspended or revoked
         * @throws StoreException if the database failed
         */
        boolean test(DeviceId device) throws StoreException;
    }

    /**
     * Creates the service.
     *
     * @param database where rollouts are kept
     * @param commits runs the changes
     * @param loop on which {@code commits} and {@code link} are used
     * @param link the way to the devices
     * @param tenant whose devices
     * @param trust who signs
     * @param served which devices are offered anything
     * @param listener who is told
     */
    public Rollouts(
            Database database,
            GroupCommit commits,
            Loop loop,
            FleetLink link,
            Tenant tenant,
            Trust trust,
            Served served,
            RolloutListener listener) {
        this.database = database;
        this.commits = commits;
        this.loop = loop;
        this.link = link;
        this.listener = listener;
        this.artifacts = new Artifacts(database, tenant);
        this.table = new RolloutTable(tenant);
        this.desk = new RolloutDesk(database, table, artifacts.table(), loop, tenant, trust.keys(), served);
        this.budget = new BlockBudget(trust.maxBytesUnderWay());
        this.alarm = new Alarm(loop, this::tick);
    }

    /**
     * Returns the images and deltas.
     *
     * @return the artifacts
     */
    public Artifacts artifacts() {
        return artifacts;
    }

    /**
     * Starts a rollout with its canaries.
     *
     * @param plan what, to whom and how
     * @return how it stands, once it is durable; an {@link IllegalArgumentException} if there was a rollout of that name
     *     or an image of the plan was not published; fails with an {@link IOException} if the database did
     */
    public CompletableFuture<RolloutStatus> start(RolloutPlan plan) {
        return change(() -> desk.start(plan));
    }

    /**
     * Stops a rollout for a while: devices that have the offer go on, no other gets it.
     *
     * @param campaign its name
     * @return how it stands; an {@link IllegalArgumentException} if there is no such rollout
     */
    public CompletableFuture<RolloutStatus> pause(String campaign) {
        return decide(campaign, Rollout::pause);
    }

    /**
     * Lets a rollout go on after {@link #pause}.
     *
     * @param campaign its name
     * @return how it stands; an {@link IllegalArgumentException} if there is no such rollout
     */
    public CompletableFuture<RolloutStatus> resume(String campaign) {
        return decide(campaign, Rollout::resume);
    }

    /**
     * Ends a rollout for good, and calls the update off at devices that are not too far.
     *
     * @param campaign its name
     * @return how it stands; an {@link IllegalArgumentException} if there is no such rollout
     */
    public CompletableFuture<RolloutStatus> abort(String campaign) {
        return decide(campaign, Rollout::abort);
    }

    private CompletableFuture<RolloutStatus> decide(
            String campaign, BiFunction<Rollout, Long, List<RolloutEvent>> decision) {
        return change(() -> desk.decide(campaign, decision));
    }

    private interface Change {
        RolloutDesk.Outcome make() throws IOException;
    }

    private CompletableFuture<RolloutStatus> change(Change change) {
        CompletableFuture<RolloutStatus> answer = new CompletableFuture<>();
        loop.execute(() -> commits.submit(
                db -> {
                    RolloutDesk.Outcome outcome = change.make();
                    return () -> {
                        tell(outcome);
                        answer.complete(outcome.status());
                    };
                },
                answer::completeExceptionally));
        return answer;
    }

    /**
     * Reads a rollout.
     *
     * @param campaign its name
     * @return how it stands, or empty if there is none
     * @throws StoreException if the database failed
     */
    public Optional<RolloutView> find(String campaign) throws StoreException {
        return database.transaction("read rollout " + campaign, c -> {
            Optional<RolloutTable.Stored> stored = table.find(c, campaign);
            return stored.isEmpty()
                    ? Optional.empty()
                    : Optional.of(view(stored.get(), table.events(c, campaign), table.rows(c, campaign)));
        });
    }

    private static RolloutView view(
            RolloutTable.Stored stored, List<RolloutEvent> events, Map<DeviceId, RolloutTable.Row> rows) {
        Rollout rollout = Rollout.rebuild(stored.campaign(), stored.rules(), events);
        List<DeviceProgress> devices = new ArrayList<>();
        for (DeviceId device : rollout.devices()) {
            RolloutTable.Row row = rows.get(device);
            Rollout.Progress progress = rollout.progress(device);
            if (row == null || progress == null) {
                throw new IllegalStateException(device + " of rollout " + stored.campaign() + " has no line");
            }
            devices.add(new DeviceProgress(device, progress, row.reported(), row.bytesSent()));
        }
        return new RolloutView(
                stored.campaign(),
                Instant.ofEpochMilli(stored.createdMillis()),
                Instant.ofEpochMilli(stored.expiresMillis()),
                rollout.status(),
                devices);
    }

    /**
     * Lists rollouts.
     *
     * @param limit how many at most
     * @return the names, the newest first
     * @throws StoreException if the database failed
     */
    public List<String> list(int limit) throws StoreException {
        return database.transaction("list rollouts", c -> table.newest(c, limit)).stream()
                .map(RolloutTable.Stored::campaign)
                .toList();
    }

    /** Takes up the open rollouts. Called on the loop. */
    public void begin() {
        tick();
    }

    /** Stops. Called on the loop. */
    public void stop() {
        alarm.off();
    }

    private void tick() {
        commits.submit(
                db -> {
                    List<RolloutDesk.Outcome> outcomes = desk.tick();
                    long wait = desk.nanosToDeadline();
                    return () -> {
                        outcomes.forEach(this::tell);
                        wakeIn(wait);
                    };
                },
                cause -> wakeIn(RolloutDesk.LONGEST_WAIT_NANOS));
    }

    private void wakeIn(long nanos) {
        if (nanos != Alarm.NEVER) {
            alarm.at(loop.nanoTime() + nanos);
        }
    }

    /**
     * Takes a message of a device. Called on the worker, in a transaction of {@link GroupCommit}.
     *
     * @param device who sent it; it is served
     * @param payload the message
     * @return what to do once it is durable
     * @throws DecodeException if it is none that a device sends
     * @throws IOException if it could not be stored
     */
    public Runnable received(DeviceId device, byte[] payload) throws IOException {
        UpdateMessage message = UpdateWire.decode(payload);
        if (message instanceof BlockRequest request) {
            return requested(device, request);
        }
        if (message instanceof UpdateMessage.Event report) {
            return reported(device, report.event());
        }
        throw new DecodeException("a message that only a fleet sends: " + message.kind(), 0);
    }

    private Runnable reported(DeviceId device, UpdateEvent event) throws IOException {
        RolloutDesk.Outcome outcome = desk.report(device, event);
        return () -> {
            if (event.id() > 0) {
                // Also what belongs to no rollout of this fleet, so that the device need not tell it for ever.
                send(device, UpdateWire.encode(new UpdateMessage.EventAck(event.id())));
            }
            listener.updateReported(device, event);
            if (outcome != null) {
                tell(outcome);
            }
        };
    }

    private Runnable requested(DeviceId device, BlockRequest request) throws IOException {
        String campaign = BlockServer.isBounded(request) ? desk.campaignOf(device, request.payload()) : null;
        if (campaign != null) {
            return () -> serve(device, campaign, request);
        }
        // It transfers what it may not have: called off, or for too long.
        List<RolloutDesk.Message> cancellations = desk.strayed(device);
        return () -> cancellations.forEach(this::send);
    }

    private void serve(DeviceId device, String campaign, BlockRequest request) {
        if (!budget.take(device, request.length())) {
            return;
        }
        commits.submit(
                db -> {
                    List<byte[]> blocks = desk.blocks(device, campaign, request);
                    return () -> sendBlocks(device, blocks, request.length());
                },
                cause -> budget.give(device, request.length()));
    }

    private void sendBlocks(DeviceId device, List<byte[]> blocks, int length) {
        int[] left = {blocks.size()};
        if (left[0] == 0) {
            budget.give(device, length);
        }
        for (byte[] block : blocks) {
            link.send(device, Channel.UPDATE, block, outcome -> {
                if (--left[0] == 0) {
                    budget.give(device, length);
                }
            });
        }
    }

    /**
     * Notes that a device showed signs of life. Called on the worker.
     *
     * @param device which
     * @return sends, on the loop, what is due: offers and cancellations
     * @throws IOException if the database failed
     */
    public Runnable alive(DeviceId device) throws IOException {
        List<RolloutDesk.Message> due = desk.due(device);
        return () -> due.forEach(this::send);
    }

    private void tell(RolloutDesk.Outcome outcome) {
        outcome.messages().forEach(this::send);
        if (outcome.changed()) {
            listener.rolloutChanged(outcome.campaign(), outcome.status());
            // New deadlines may be near: looking costs little.
            wakeIn(SOON_NANOS);
        }
    }

    private void send(RolloutDesk.Message message) {
        send(message.device(), message.bytes());
    }

    private void send(DeviceId device, byte[] message) {
        // What is lost is sent again when the device shows signs of life.
        link.send(device, Channel.UPDATE, message, Link.Report.IGNORE);
    }
}
