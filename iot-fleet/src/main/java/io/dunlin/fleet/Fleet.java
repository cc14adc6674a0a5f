/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.fleet;

import io.dunlin.core.Channel;
import io.dunlin.core.DecodeException;
import io.dunlin.core.DeviceId;
import io.dunlin.core.FleetLink;
import io.dunlin.core.Loop;
import io.dunlin.core.RandomSource;
import io.dunlin.core.StorageWorker;
import io.dunlin.core.Tenant;
import io.dunlin.core.telemetry.ColumnLimits;
import io.dunlin.core.twin.TwinLimits;
import io.dunlin.core.twin.TwinSchema;
import io.dunlin.core.wire.Heartbeat;
import io.dunlin.fleet.command.Commands;
import io.dunlin.fleet.enroll.CertificateKeys;
import io.dunlin.fleet.enroll.Identities;
import io.dunlin.fleet.ingest.BatchSink;
import io.dunlin.fleet.ingest.Ingest;
import io.dunlin.fleet.ingest.Ingested;
import io.dunlin.fleet.ingest.Telemetry;
import io.dunlin.fleet.ingest.TelemetryFigures;
import io.dunlin.fleet.registry.Registry;
import io.dunlin.fleet.rollout.Rollouts;
import io.dunlin.fleet.store.Database;
import io.dunlin.fleet.store.GroupCommit;
import io.dunlin.fleet.store.StoreException;
import io.dunlin.fleet.twin.Twins;
import io.dunlin.security.sign.SigningKey;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Serves the devices of one tenant over one link. Nothing is acknowledged to a device before it is durable. Use
 * {@link #start} and {@link #close} from any thread; the services say for themselves.
 */
public final class Fleet implements AutoCloseable {

    private final Loop loop;
    private final FleetLink link;
    private final FleetListener listener;
    private final GroupCommit commits;
    private final Registry registry;
    private final ServedDevices served;
    private final BacklogSieve sieve;
    private final Ingest ingest;
    private final Telemetry telemetry;
    private final TelemetryFigures telemetryFigures;
    private final Twins twins;
    private final Identities identities;
    private final @Nullable Commands commands;
    private final @Nullable Rollouts rollouts;

    private Fleet(Builder builder) {
        Tenant tenant = builder.tenant;
        Database database = builder.database;
        loop = set("loop", builder.loop);
        link = set("link", builder.link);
        listener = builder.listener;
        commits = new GroupCommit(database, set("worker", builder.worker));
        registry = new Registry(database, tenant);
        served = new ServedDevices(registry);
        sieve = new BacklogSieve(builder.columnLimits);
        ingest = new Ingest(database, tenant, builder.columnLimits, builder.sink);
        telemetry = new Telemetry(database, tenant);
        telemetryFigures = new TelemetryFigures(database, tenant);
        RandomSource random = set("random", builder.random);
        Twins.Rules rules = new Twins.Rules(builder.twinSchema, builder.twinLimits, random, listener);
        twins = new Twins(database, commits, loop, link, tenant, rules);
        identities = new Identities(database, commits, loop, link, tenant, listener);
        Commands.Trust trust = builder.trust(tenant, loop);
        commands = trust == null ? null : new Commands(database, commits, loop, link, tenant, random, trust, listener);
        rollouts = builder.rolloutTrust == null
                ? null
                : new Rollouts(database, commits, loop, link, tenant, builder.rolloutTrust, this::isServed, listener);
    }

    private static <T> T set(String name, @Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("a fleet needs a " + name);
        }
        return part;
    }

    /**
     * Begins a fleet.
     *
     * @param database where everything is kept; it stays open when the fleet is closed
     * @return what collects the parts
     */
    public static Builder builder(Database database) {
        return new Builder(database);
    }

    /** Starts the link and serves devices until {@link #close}. Call it once. */
    public void start() {
        loop.execute(() -> {
            link.listen(new Inbox());
            link.start();
            if (rollouts != null) {
                rollouts.begin();
            }
        });
    }

    /** Closes the link. What is in the database by then stays. */
    @Override
    public void close() {
        loop.execute(() -> {
            link.close();
            if (rollouts != null) {
                rollouts.stop();
            }
        });
    }

    /**
     * Returns the book of devices.
     *
     * @return the registry
     */
    public Registry registry() {
        return registry;
    }

    /**
     * Returns what devices measured.
     *
     * @return the readings
     */
    public Telemetry telemetry() {
        return telemetry;
    }

    /**
     * Returns how fresh and how complete telemetry is.
     *
     * @return the figures
     */
    public TelemetryFigures telemetryFigures() {
        return telemetryFigures;
    }

    /**
     * Returns what is desired of devices and what is in force there.
     *
     * @return the twins
     */
    public Twins twins() {
        return twins;
    }

    /**
     * Returns the certificates of devices.
     *
     * @return the identities
     */
    public Identities identities() {
        return identities;
    }

    /**
     * Returns the commands to devices.
     *
     * @return the commands
     * @throws IllegalStateException if the fleet was built without {@link Builder#commands}
     */
    public Commands commands() {
        if (commands == null) {
            throw new IllegalStateException("the fleet was built without a key for commands");
        }
        return commands;
    }

    /**
     * Returns the updates of devices.
     *
     * @return the rollouts
     * @throws IllegalStateException if the fleet was built without {@link Builder#rollouts}
     */
    public Rollouts rollouts() {
        if (rollouts == null) {
            throw new IllegalStateException("the fleet was built without a key for updates");
        }
        return rollouts;
    }

    private final class Inbox implements FleetLink.Listener {

        @Override
        public void up() {
            listener.linkUp();
        }

        @Override
        public void down(String reason) {
            listener.linkDown(reason);
        }

        @Override
        public void message(DeviceId device, Channel channel, byte[] payload, Runnable settled) {
            commits.submit(
                    sieve.laneOf(device, channel, payload),
                    database -> {
                        Runnable effect = isServed(device)
                                ? serve(device, channel, payload)
                                : () -> listener.notServed(device, channel);
                        return () -> finish(effect, settled);
                    },
                    cause -> finish(() -> report(device, channel, cause), settled));
        }

        private void finish(Runnable effect, Runnable settled) {
            try {
                effect.run();
            } finally {
                settled.run();
            }
        }

        private void report(DeviceId device, Channel channel, Exception cause) {
            if (cause instanceof DecodeException) {
                listener.malformed(device, channel, String.valueOf(cause.getMessage()));
            } else {
                listener.failed(device, channel, cause);
            }
        }
    }

    private boolean isServed(DeviceId device) throws StoreException {
        return served.contains(device, loop.nanoTime());
    }

    private Runnable serve(DeviceId device, Channel channel, byte[] payload) throws IOException {
        Runnable effect = take(device, channel, payload);
        Runnable openCommands = commands == null ? () -> {} : commands.alive(device);
        Runnable openUpdates = rollouts == null ? () -> {} : rollouts.alive(device);
        return () -> {
            effect.run();
            openCommands.run();
            openUpdates.run();
        };
    }

    private Runnable take(DeviceId device, Channel channel, byte[] payload) throws IOException {
        return switch (channel) {
            case TELEMETRY -> takeTelemetry(device, payload);
            case TWIN -> twins.received(device, payload);
            case HEALTH -> takeHeartbeat(device, payload);
            case COMMAND -> commands == null ? notUnderstood(device, channel) : commands.received(device, payload);
            case UPDATE -> rollouts == null ? notUnderstood(device, channel) : rollouts.received(device, payload);
            case IDENTITY -> identities.received(device, payload);
        };
    }

    private Runnable notUnderstood(DeviceId device, Channel channel) {
        return () -> listener.malformed(device, channel, "a channel that is not served");
    }

    private Runnable takeTelemetry(DeviceId device, byte[] payload) throws IOException {
        Ingested ingested = ingest.receive(device, payload, loop.wallMillis());
        return () -> {
            // An acknowledgement that is lost is sent again when the device repeats its message.
            for (byte[] reply : ingested.replies()) {
                link.send(device, Channel.TELEMETRY, reply, outcome -> {});
            }
            listener.ingested(device, ingested);
        };
    }

    private Runnable takeHeartbeat(DeviceId device, byte[] payload) throws IOException {
        Heartbeat.decode(payload);
        registry.seen(device, loop.wallMillis(), payload);
        return identities.alive(device);
    }

    /** Collects the parts of a fleet. */
    public static final class Builder {

        private final Database database;
        private Tenant tenant = Tenant.DEFAULT;
        private @Nullable Loop loop;
        private @Nullable StorageWorker worker;
        private @Nullable FleetLink link;
        private @Nullable RandomSource random;
        private TwinSchema twinSchema = TwinSchema.builder().build();
        private TwinLimits twinLimits = TwinLimits.DEFAULT;
        private ColumnLimits columnLimits = ColumnLimits.DEFAULT;
        private BatchSink sink = BatchSink.readings();
        private FleetListener listener = FleetListener.NONE;
        private Commands.@Nullable Trust trust;
        private @Nullable SigningKey commandKey;
        private String issuer = "";
        private Rollouts.@Nullable Trust rolloutTrust;

        private Builder(Database database) {
            this.database = database;
        }

        /**
         * Sets whose devices are served.
         *
         * @param value the tenant; the default is that of a single-tenant fleet
         * @return this builder
         */
        public Builder tenant(Tenant value) {
            this.tenant = value;
            return this;
        }

        /**
         * Sets the loop that the fleet lives on. Required.
         *
         * @param value also the link's loop
         * @return this builder
         */
        public Builder loop(Loop value) {
            this.loop = value;
            return this;
        }

        /**
         * Sets what runs transactions. Required.
         *
         * @param value reports on the loop
         * @return this builder
         */
        public Builder worker(StorageWorker value) {
            this.worker = value;
            return this;
        }

        /**
         * Sets the way to the devices. Required.
         *
         * @param value a link that is not started and has no listener; the fleet closes it
         * @return this builder
         */
        public Builder link(FleetLink value) {
            this.link = value;
            return this;
        }

        /**
         * Sets where chance comes from. Required.
         *
         * @param value a secure source, except in a simulation; used on the worker and on the loop
         * @return this builder
         */
        public Builder random(RandomSource value) {
            this.random = value;
            return this;
        }

        /**
         * Sets what may be desired of devices and reported by them.
         *
         * @param value the schema; the default has no path
         * @return this builder
         */
        public Builder twinSchema(TwinSchema value) {
            this.twinSchema = value;
            return this;
        }

        /**
         * Sets what one twin may hold.
         *
         * @param value at least what the devices use
         * @return this builder
         */
        public Builder twinLimits(TwinLimits value) {
            this.twinLimits = value;
            return this;
        }

        /**
         * Sets how much one telemetry message may hold.
         *
         * @param value at least what the devices use
         * @return this builder
         */
        public Builder columnLimits(ColumnLimits value) {
            this.columnLimits = value;
            return this;
        }

        /**
         * Sets where measured values go.
         *
         * @param value the default fills the table {@code reading}, which {@link Fleet#telemetry} reads
         * @return this builder
         */
        public Builder sink(BatchSink value) {
            this.sink = value;
            return this;
        }

        /**
         * Lets the fleet issue commands, and checks receipts by the devices' certificates. Without this, it has none and
         * drops receipts.
         *
         * @param key signs commands; devices trust it in role {@link io.dunlin.security.sign.Role#COMMAND}
         * @param who signs, for people; up to 64 characters
         * @return this builder
         */
        public Builder commands(SigningKey key, String who) {
            this.commandKey = key;
            this.issuer = who;
            return this;
        }

        private Commands.@Nullable Trust trust(Tenant of, Loop on) {
            return commandKey == null
                    ? trust
                    : new Commands.Trust(commandKey, issuer, new CertificateKeys(database, of, on::wallMillis));
        }

        /**
         * Lets the fleet issue commands to devices whose receipts are signed by other keys than their certificates'.
         *
         * @param value who signs for whom
         * @return this builder
         */
        public Builder commands(Commands.Trust value) {
            this.trust = value;
            return this;
        }

        /**
         * Lets the fleet roll updates out. Without this, it has none and drops what devices tell of them.
         *
         * @param value who signs
         * @return this builder
         */
        public Builder rollouts(Rollouts.Trust value) {
            this.rolloutTrust = value;
            return this;
        }

        /**
         * Sets who is told what happens.
         *
         * @param value called on the loop
         * @return this builder
         */
        public Builder listener(FleetListener value) {
            this.listener = value;
            return this;
        }

        /**
         * Makes the fleet; {@link Fleet#start} starts it.
         *
         * @return the fleet
         * @throws IllegalStateException if a required part is missing
         */
        public Fleet build() {
            return new Fleet(this);
        }
    }
}
