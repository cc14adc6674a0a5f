/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.fleet.twin;

import io.dunlin.core.Channel;
import io.dunlin.core.DeviceId;
import io.dunlin.core.FleetLink;
import io.dunlin.core.Loop;
import io.dunlin.core.RandomSource;
import io.dunlin.core.Tenant;
import io.dunlin.core.twin.Convergence;
import io.dunlin.core.twin.DesireResult;
import io.dunlin.core.twin.FleetTwin;
import io.dunlin.core.twin.Patch;
import io.dunlin.core.twin.TwinLimits;
import io.dunlin.core.twin.TwinSchema;
import io.dunlin.core.twin.When;
import io.dunlin.fleet.store.Database;
import io.dunlin.fleet.store.GroupCommit;
import io.dunlin.fleet.store.StoreException;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The twins of a tenant's devices. A change is durable before its message goes to the device; a message that is lost
 * there is made up for when the device synchronizes. Safe for use by several threads; the reading methods block.
 */
public final class Twins {

    private static final int ATTEMPTS = 4;

    private final Database database;
    private final GroupCommit commits;
    private final Loop loop;
    private final FleetLink link;
    private final Tenant tenant;
    private final Rules rules;

    /**
     * What all twins have in common.
     *
     * @param schema what may be desired and reported
     * @param limits what one twin may hold
     * @param random where incarnations come from
     * @param listener who is told of changes
     */
    public record Rules(TwinSchema schema, TwinLimits limits, RandomSource random, TwinListener listener) {}

    /**
     * Creates the service.
     *
     * @param database where twins are kept
     * @param commits runs the changes
     * @param loop on which {@code commits} and {@code link} are used
     * @param link the way to the devices
     * @param tenant whose devices
     * @param rules what all twins have in common
     */
    public Twins(Database database, GroupCommit commits, Loop loop, FleetLink link, Tenant tenant, Rules rules) {
        this.database = database;
        this.commits = commits;
        this.loop = loop;
        this.link = link;
        this.tenant = tenant;
        this.rules = rules;
    }

    /**
     * Desires changes of a device, which need not be registered or reachable yet: all of them or none.
     *
     * @param device which
     * @param patch the changes; the caller no longer changes it
     * @param when on which condition
     * @param writer who desires it, at most 64 characters
     * @return what came of it, once that is durable; fails with an {@link IOException} if the database did, after which
     *     it is not certain whether the changes are desired
     */
    public CompletableFuture<DesireResult> desire(DeviceId device, Patch patch, When when, String writer) {
        CompletableFuture<DesireResult> answer = new CompletableFuture<>();
        loop.execute(() -> commits.submit(
                db -> change(
                        device,
                        twin -> twin.desire(patch, when, writer, loop.wallMillis()),
                        result -> result.kind() == DesireResult.Kind.MINTED,
                        answer::complete),
                answer::completeExceptionally));
        return answer;
    }

    /**
     * Takes a message of a device. Called on the worker, in a transaction of {@link GroupCommit}.
     *
     * @param device who sent it
     * @param payload the message
     * @return what to do once it is durable
     * @throws IOException if the state could not be stored; then nothing changed
     */
    public Runnable received(DeviceId device, byte[] payload) throws IOException {
        return change(device, twin -> twin.received(payload), changed -> changed, changed -> {});
    }

    /**
     * Reads a twin.
     *
     * @param device whose
     * @return the twin, or empty if there is none yet
     * @throws StoreException if the database failed
     */
    public Optional<TwinView> find(DeviceId device) throws StoreException {
        return read(device, twin -> new TwinView(twin.version(), twin.desired(), twin.reported()));
    }

    /**
     * Tells how far a device has come with a version.
     *
     * @param device which
     * @param dv a version that {@link #desire} minted, and after which the device's store was not replaced
     * @return converged, rejected or pending
     * @throws StoreException if the database failed
     * @throws IllegalArgumentException if there is no such version
     */
    public Convergence convergence(DeviceId device, long dv) throws StoreException {
        return read(device, twin -> twin.convergence(dv))
                .orElseThrow(() -> new IllegalArgumentException("there is no twin of " + device));
    }

    private <T> Optional<T> read(DeviceId device, Function<FleetTwin, T> question) throws StoreException {
        return database.transaction(
                        "read the twin of " + device, c -> Optional.ofNullable(TwinRow.load(c, tenant, device)))
                .map(stored -> question.apply(open(stored, output(device))));
    }

    private <T> Runnable change(
            DeviceId device, Function<FleetTwin, T> change, Function<T, Boolean> isChanged, Consumer<T> done)
            throws IOException {
        for (int i = 0; i < ATTEMPTS; i++) {
            HeldOutput output = output(device);
            Attempt<T> attempt = database.transaction("change the twin of " + device, c -> {
                TwinRow.Stored before = TwinRow.load(c, tenant, device);
                FleetTwin twin = open(before, output);
                T result = change.apply(twin);
                boolean stored = !isChanged.apply(result) || TwinRow.store(c, tenant, device, before, twin.state());
                return new Attempt<>(result, stored);
            });
            if (attempt.stored()) {
                return () -> {
                    output.release();
                    done.accept(attempt.result());
                };
            }
        }
        throw new IOException("the twin of " + device + " was changed by others " + ATTEMPTS + " times in a row");
    }

    private record Attempt<T>(T result, boolean stored) {}

    private FleetTwin open(TwinRow.@Nullable Stored stored, HeldOutput output) {
        return stored == null
                ? FleetTwin.create(rules.schema(), rules.limits(), rules.random(), output)
                : FleetTwin.load(stored.state(), rules.schema(), rules.limits(), rules.random(), output);
    }

    private HeldOutput output(DeviceId device) {
        // What does not arrive is made up for by the device's next synchronization.
        return new HeldOutput(
                device, message -> link.send(device, Channel.TWIN, message, outcome -> {}), rules.listener());
    }
}
