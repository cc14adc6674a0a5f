/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.device;

import io.dunlin.core.Channel;
import io.dunlin.core.DeviceId;
import io.dunlin.core.Loop;
import io.dunlin.core.Storage;
import io.dunlin.core.telemetry.Offer;
import io.dunlin.core.telemetry.Row;
import io.dunlin.core.twin.ReportResult;
import io.dunlin.core.twin.Value;
import io.dunlin.ota.update.UpdateState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A device: telemetry that survives loss of power and of the link, a twin, signed commands that run once, updates of its
 * own image, an identity that it renews, and heartbeats, over one link and one directory.
 *
 * <pre>{@code
 * Device device = Device.builder(new DeviceId("pump-7"))
 *         .loop(loop).worker(worker).storage(storage)
 *         .identity(IdentityOptions.est(enrolment, anchors).withCredential(Credential.claimToken(token)))
 *         .link(identity -> mqtt.link(MqttServer.tls(host, 8883, identity), loop, tenant, id, config))
 *         .version("1.0.0")
 *         .telemetry(schema)
 *         .twin(twinSchema, (path, value) -> Outcome.applied())
 *         .commands(keys, command -> Receipt.done(command.id(), new byte[0]))
 *         .updates(new Model("acme", "pump", "rev-b"), keys, slots, updateHandler)
 *         .build();
 * device.start().join();
 * device.offer(System.currentTimeMillis(), 21.5, 3L);
 * }</pre>
 *
 * <p>Safe for use by several threads; nothing here blocks. It has no thread of its own: it lives on its loop, and the
 * user's code runs on the builder's executor. Futures are completed on the loop, so what depends on them must not block.
 * A device is started once; after {@link #close}, build another.
 */
public final class Device implements AutoCloseable {

    /** How many rows may be on their way to the loop. */
    private static final int MOST_ROWS_UNDER_WAY = 4096;

    private final DeviceId id;
    private final Surroundings around;
    private final Loop loop;
    private final LinkFactory link;
    private final @Nullable IdentityPart identity;
    private final Agent agent;
    private final @Nullable TelemetryPart telemetry;
    private final @Nullable TwinPart twin;
    private final @Nullable UpdatePart update;
    private final Map<Channel, Part> parts = new LinkedHashMap<>();
    private final AtomicInteger rowsUnderWay = new AtomicInteger();
    private final CompletableFuture<Device> started = new CompletableFuture<>();
    private final CompletableFuture<Device> closed = new CompletableFuture<>();
    private volatile DeviceHealth.Phase phase = DeviceHealth.Phase.NEW;
    private boolean opening;
    private boolean closing;
    private Storage.@Nullable Lock lock;

    Device(DeviceBuilder builder, Surroundings around, LinkFactory link) {
        this.id = around.id();
        this.around = around;
        this.loop = around.loop();
        this.link = link;
        this.agent = new Agent(loop, around.troubles());
        this.identity = builder.identityPart(around, agent);
        this.telemetry = builder.telemetryPart(around, agent);
        this.twin = builder.twinPart(around, agent);
        add(Channel.TELEMETRY, telemetry);
        add(Channel.TWIN, twin);
        add(Channel.COMMAND, builder.commandPart(around, agent, identity));
        this.update = builder.updatePart(around, agent);
        add(Channel.UPDATE, update);
        add(Channel.IDENTITY, identity);
        add(Channel.HEALTH, new HealthPart(builder.health(update, identity), around, agent, this::telemetry));
    }

    private void add(Channel channel, @Nullable Part part) {
        if (part != null) {
            parts.put(channel, part);
        }
    }

    /**
     * Begins a device.
     *
     * @param id its name in its fleet
     * @return what it is made of
     */
    public static DeviceBuilder builder(DeviceId id) {
        return new DeviceBuilder(id);
    }

    /**
     * Returns the device's name.
     *
     * @return as the builder got it
     */
    public DeviceId id() {
        return id;
    }

    /**
     * Opens the storage and starts the link. The device works from then on, whether the link is up or not.
     *
     * @return this when the storage is open; an {@link IOException} if it cannot be, and then the device is closed
     */
    public CompletableFuture<Device> start() {
        loop.execute(this::startOnLoop);
        return started.copy();
    }

    private void startOnLoop() {
        if (phase != DeviceHealth.Phase.NEW) {
            return;
        }
        phase = DeviceHealth.Phase.STARTING;
        opening = true;
        CompletableFuture<?> opened = around.onWorker(around.storage()::lock).thenAccept(held -> lock = held);
        for (Part part : parts.values()) {
            opened = opened.thenCompose(before -> part.open());
        }
        // In a task of its own, so that the loop's owner is told if this throws.
        CompletableFuture<?> unused = opened.whenComplete((done, failure) -> loop.execute(() -> openedOnLoop(failure)));
    }

    private void openedOnLoop(@Nullable Throwable failure) {
        opening = false;
        if (failure != null) {
            started.completeExceptionally(failure.getCause() == null ? failure : failure.getCause());
            stop();
        } else if (closing) {
            stop();
        } else {
            parts.forEach(agent::add);
            phase = DeviceHealth.Phase.RUNNING;
            if (identity == null) {
                agent.use(link.link(DeviceBuilder.NO_IDENTITY));
            } else {
                identity.begin(source -> agent.use(link.link(source)));
            }
            started.complete(this);
        }
    }

    /**
     * Offers a row of telemetry.
     *
     * @param atMillis when the values were read, in milliseconds since 1970
     * @param values one for each stream of the schema, in its order, null where there is none: Double, Float or Integer;
     *     Long, Integer or Short; Boolean; String; byte[]
     * @return as {@link #offer(Row)}
     * @throws IllegalArgumentException if the values do not fit the schema
     */
    public CompletableFuture<Offer> offer(long atMillis, @Nullable Object... values) {
        return offer(Rows.of(part(telemetry, "telemetry").schema(), atMillis, values));
    }

    /**
     * Offers a row of telemetry.
     *
     * @param row of the device's schema; not to be touched until it is answered
     * @return what became of it; {@link Offer#REFUSED} also while the device does not run, or if so many rows are on their
     *     way to the loop that it does not keep up, and only then is the row not counted in {@link #telemetry}
     */
    public CompletableFuture<Offer> offer(Row row) {
        TelemetryPart to = part(telemetry, "telemetry");
        if (rowsUnderWay.incrementAndGet() > MOST_ROWS_UNDER_WAY) {
            rowsUnderWay.decrementAndGet();
            return CompletableFuture.completedFuture(Offer.REFUSED);
        }
        return onLoop(() -> {
            rowsUnderWay.decrementAndGet();
            return phase == DeviceHealth.Phase.RUNNING ? to.offer(row) : Offer.REFUSED;
        });
    }

    /**
     * Reports the value in force of a path of the twin.
     *
     * @param path a path of the schema
     * @param value the value
     * @return what became of it; an {@link IllegalStateException} while the device does not run
     */
    public CompletableFuture<ReportResult> report(String path, Value value) {
        TwinPart to = part(twin, "twin");
        return onLoop(() -> to.report(path, value));
    }

    /**
     * Tells how far telemetry has come.
     *
     * @return all zero if the device has no telemetry
     */
    public TelemetryStatus telemetry() {
        return telemetry == null ? TelemetryStatus.NONE : telemetry.status();
    }

    /**
     * Tells how far the present or last update is.
     *
     * @return as last reported in this boot, {@link UpdateState#IDLE} if there was nothing to report
     * @throws IllegalStateException if the device was built without updates
     */
    public UpdateState updateState() {
        return part(update, "updates").state();
    }

    /**
     * Tells how the device is.
     *
     * @return as of now, or of a moment ago
     */
    public DeviceHealth health() {
        Troubles troubles = around.troubles();
        return new DeviceHealth(phase, agent.isUp(), telemetry(), troubles.malformedMessages(), troubles.published());
    }

    /**
     * Stops the device: closes the link, writes the rows that wait, closes the storage. Returns at once; {@link #closed}
     * tells when it is done.
     */
    @Override
    public void close() {
        loop.execute(() -> {
            if (!closing) {
                closing = true;
                if (!opening) {
                    stop();
                }
            }
        });
    }

    /**
     * Returns when the device is closed and its directory is free.
     *
     * @return this
     */
    public CompletableFuture<Device> closed() {
        return closed.copy();
    }

    private void stop() {
        closing = true;
        phase = DeviceHealth.Phase.CLOSED;
        agent.stop();
        started.completeExceptionally(new IllegalStateException("device " + id + " was closed"));
        List<CompletableFuture<?>> stops = new ArrayList<>();
        parts.values().forEach(part -> stops.add(part.stop()));
        CompletableFuture<?> unused = CompletableFuture.allOf(stops.toArray(new CompletableFuture<?>[0]))
                .thenCompose(done -> around.onWorker(this::unlock))
                .whenComplete((done, failure) -> closed.complete(this));
    }

    private boolean unlock() throws IOException {
        if (lock != null) {
            lock.close();
        }
        return true;
    }

    private <T> CompletableFuture<T> onLoop(Supplier<T> call) {
        CompletableFuture<T> result = new CompletableFuture<>();
        loop.execute(() -> {
            try {
                result.complete(call.get());
            } catch (RuntimeException e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    private static <P> P part(@Nullable P part, String what) {
        if (part == null) {
            throw new IllegalStateException("the device was built without " + what);
        }
        return part;
    }
}
