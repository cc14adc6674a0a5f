/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.device;

import static java.util.Objects.requireNonNull;

import io.dunlin.core.DeviceId;
import io.dunlin.core.Link;
import io.dunlin.core.Loop;
import io.dunlin.core.RandomSource;
import io.dunlin.core.Sha256;
import io.dunlin.core.Storage;
import io.dunlin.core.StorageWorker;
import io.dunlin.core.Tenant;
import io.dunlin.core.log.LogOptions;
import io.dunlin.core.rim.JdkSha256;
import io.dunlin.core.rim.SystemRandom;
import io.dunlin.core.telemetry.BatchPolicy;
import io.dunlin.core.telemetry.Schema;
import io.dunlin.core.telemetry.UplinkPolicy;
import io.dunlin.core.tls.TlsIdentitySource;
import io.dunlin.core.twin.TwinSchema;
import io.dunlin.core.wire.Heartbeat;
import io.dunlin.ota.manifest.Model;
import io.dunlin.ota.update.Slots;
import io.dunlin.ota.update.UpdateConfig;
import io.dunlin.security.sign.CommandVerifier;
import io.dunlin.security.sign.KeyRing;
import io.dunlin.security.sign.SigningKey;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a device is made of. Loop, worker, storage and link are required; telemetry, twin, commands and updates are there
 * if asked for. One thread at a time.
 */
public final class DeviceBuilder {

    /** What a link that needs no identity is given. */
    static final TlsIdentitySource NO_IDENTITY = () -> {
        throw new IllegalStateException("the device was built without an identity");
    };

    private final DeviceId id;
    private Tenant tenant = Tenant.DEFAULT;
    private @Nullable Loop loop;
    private @Nullable StorageWorker worker;
    private @Nullable Storage storage;
    private @Nullable LinkFactory link;
    private boolean linkNeedsIdentity;
    private @Nullable IdentityOptions identity;
    private RandomSource random = new SystemRandom();
    private Sha256.Factory digests = JdkSha256::new;
    private @Nullable LongSupplier wallMillis;
    private Executor executor = CallbackThreads.shared();
    private DeviceListener listener = event -> {};
    private String version = "";
    private LongSupplier securityVersion = () -> 0;
    private LongSupplier identityGeneration = () -> 0;
    long heartbeatNanos = Duration.ofMinutes(5).toNanos();
    private TelemetryPart.@Nullable Options telemetry;
    private @Nullable TwinSchema twinSchema;
    private @Nullable TwinHandler twinHandler;
    private @Nullable KeyRing commandKeys;
    private @Nullable SigningKey receiptKey;
    private @Nullable CommandHandler commandHandler;
    private Map<String, Long> groups = Map.of();
    private @Nullable UpdateOptions updates;

    DeviceBuilder(DeviceId id) {
        this.id = id;
    }

    /**
     * Sets whose device it is; {@link Tenant#DEFAULT} if not called.
     *
     * @param value the tenant
     * @return this
     */
    public DeviceBuilder tenant(Tenant value) {
        tenant = value;
        return this;
    }

    /**
     * Sets the loop on which the device lives. Many devices may share one.
     *
     * @param value the loop, that of the link and the worker
     * @return this
     */
    public DeviceBuilder loop(Loop value) {
        loop = value;
        return this;
    }

    /**
     * Sets who does the blocking work on the storage.
     *
     * @param value a worker that reports on the loop
     * @return this
     */
    public DeviceBuilder worker(StorageWorker value) {
        worker = value;
        return this;
    }

    /**
     * Sets the device's directory. It is locked while the device runs.
     *
     * @param value a directory that nothing else uses
     * @return this
     */
    public DeviceBuilder storage(Storage value) {
        storage = value;
        return this;
    }

    /**
     * Sets the connection to the fleet. The device starts and closes it.
     *
     * @param value a link on the loop that was not started
     * @return this
     */
    public DeviceBuilder link(Link value) {
        link = source -> value;
        linkNeedsIdentity = false;
        return this;
    }

    /**
     * Sets the connection to the fleet of a device with an {@link #identity}.
     *
     * @param value makes the link as soon as there is an identity
     * @return this
     */
    public DeviceBuilder link(LinkFactory value) {
        link = value;
        linkNeedsIdentity = true;
        return this;
    }

    /**
     * Lets the device get an identity, keep it and renew it in time or when the fleet asks. Until it has one it works
     * without a link. Heartbeats name its generation.
     *
     * @param value where it comes from
     * @return this
     */
    public DeviceBuilder identity(IdentityOptions value) {
        identity = value;
        return this;
    }

    /**
     * Sets where names and jitter come from; the system's secure source if not called.
     *
     * @param value the source
     * @return this
     */
    public DeviceBuilder random(RandomSource value) {
        random = value;
        return this;
    }

    /**
     * Sets SHA-256; the JDK's if not called.
     *
     * @param value makes digests
     * @return this
     */
    public DeviceBuilder sha256(Sha256.Factory value) {
        digests = value;
        return this;
    }

    /**
     * Sets the time by which commands are judged; the loop's wall clock if not called.
     *
     * @param value milliseconds since 1970, or {@link CommandVerifier#NO_CLOCK} while the device does not know the time
     * @return this
     */
    public DeviceBuilder wallMillis(LongSupplier value) {
        wallMillis = value;
        return this;
    }

    /**
     * Sets who runs the user's code: handlers and the listener. If not called, that is a pool of at most 16 daemon threads
     * that all devices of the process share; handlers that block for long deserve one of their own.
     *
     * @param value may reject work: it is offered again
     * @return this
     */
    public DeviceBuilder executor(Executor value) {
        executor = value;
        return this;
    }

    /**
     * Sets who is told what happens; nobody if not called.
     *
     * @param value the listener
     * @return this
     */
    public DeviceBuilder listener(DeviceListener value) {
        listener = value;
        return this;
    }

    /**
     * Sets the version that heartbeats name; an update puts that of its manifest in the place.
     *
     * @param value of the image that runs, at most {@value Heartbeat#MAX_TEXT} characters
     * @return this
     */
    public DeviceBuilder version(String value) {
        if (value.length() > Heartbeat.MAX_TEXT) {
            throw new IllegalArgumentException(
                    "a version has at most " + Heartbeat.MAX_TEXT + " characters, got \"" + value + "\"");
        }
        version = value;
        return this;
    }

    /**
     * Sets the lowest security version that the device still accepts, for heartbeats; 0 if not called. A device with
     * updates names the counter of those.
     *
     * @param value asked on the loop, at least 0
     * @return this
     */
    public DeviceBuilder securityVersion(LongSupplier value) {
        securityVersion = value;
        return this;
    }

    /**
     * Sets the generation of the certificate that the link uses, for heartbeats; 0 if not called.
     *
     * @param value asked on the loop, at least 0
     * @return this
     */
    public DeviceBuilder identityGeneration(LongSupplier value) {
        identityGeneration = value;
        return this;
    }

    /**
     * Sets how often the device tells how it is while the link is up; every 5 minutes if not called.
     *
     * @param value the interval, positive
     * @return this
     */
    public DeviceBuilder heartbeatEvery(Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException("the interval of heartbeats must be positive, got " + value);
        }
        heartbeatNanos = value.toNanos();
        return this;
    }

    /**
     * Adds telemetry with default policies.
     *
     * @param schema the streams
     * @return this
     */
    public DeviceBuilder telemetry(Schema schema) {
        return telemetry(schema, BatchPolicy.DEFAULT, UplinkPolicy.DEFAULT, LogOptions.DEVICE);
    }

    /**
     * Adds telemetry.
     *
     * @param schema the streams
     * @param batches when rows become a batch
     * @param policy how to store, send and repeat
     * @param options how much of the disk to use, and what gives way when that is full
     * @return this
     */
    public DeviceBuilder telemetry(Schema schema, BatchPolicy batches, UplinkPolicy policy, LogOptions options) {
        telemetry = new TelemetryPart.Options(schema, batches, policy, options);
        return this;
    }

    /**
     * Adds a twin.
     *
     * @param schema what this firmware can take and report
     * @param handler makes the device do what is desired
     * @return this
     */
    public DeviceBuilder twin(TwinSchema schema, TwinHandler handler) {
        twinSchema = schema;
        twinHandler = handler;
        return this;
    }

    /**
     * Adds signed commands.
     *
     * @param keys whom to obey
     * @param receipts the device's own key
     * @param handler executes commands
     * @return this
     */
    public DeviceBuilder commands(KeyRing keys, SigningKey receipts, CommandHandler handler) {
        commandKeys = keys;
        receiptKey = receipts;
        commandHandler = handler;
        return this;
    }

    /**
     * Adds signed commands whose receipts are signed by the key of the {@link #identity}.
     *
     * @param keys whom to obey
     * @param handler executes commands
     * @return this
     */
    public DeviceBuilder commands(KeyRing keys, CommandHandler handler) {
        commandKeys = keys;
        receiptKey = null;
        commandHandler = handler;
        return this;
    }

    /**
     * Sets the groups whose commands the device obeys too; none if not called.
     *
     * @param value each group with the epoch of the membership
     * @return this
     */
    public DeviceBuilder groups(Map<String, Long> value) {
        groups = Map.copyOf(value);
        return this;
    }

    /**
     * Adds updates of the component {@code firmware}, with moderate limits, one signature and the link required.
     *
     * <pre>{@code
     * FileSlots slots = FileSlots.boot(storage.directory("slots"), 16 << 20);  // the boot loader, once per process
     * // ... load and run slots.runningFile() ...
     * builder.updates(new Model("acme", "pump", "rev-b"), keys, slots, handler);
     * }</pre>
     *
     * <p>The fleet offers a signed manifest; the device fetches a patch, makes the new image out of the running one in
     * the other slot, and asks the handler to restart. After that the image is on trial until the handler's self test
     * has passed and the link was up; otherwise the old one boots again. All of it is journaled: power may fail at any
     * moment.
     *
     * @param model what the device is
     * @param keys whom to trust, in role {@link io.dunlin.security.sign.Role#FIRMWARE}
     * @param slots where the images are; closed with the device
     * @param handler the application
     * @return this
     */
    public DeviceBuilder updates(Model model, KeyRing keys, Slots slots, UpdateHandler handler) {
        return updates(UpdateOptions.of(UpdateConfig.of(id, model, "firmware"), keys, slots, handler));
    }

    /**
     * Adds updates.
     *
     * @param value what to update, how, and whom to trust
     * @return this
     */
    public DeviceBuilder updates(UpdateOptions value) {
        updates = value;
        return this;
    }

    /**
     * Makes the device. It does nothing until {@link Device#start}.
     *
     * @return the device
     * @throws NullPointerException if loop, worker, storage or link is missing
     * @throws IllegalStateException if link or commands want an identity and there is none
     */
    public Device build() {
        Loop on = requireNonNull(loop, "a device needs a loop");
        if (identity == null && (linkNeedsIdentity || (commandKeys != null && receiptKey == null))) {
            throw new IllegalStateException(
                    (linkNeedsIdentity ? "this link" : "a receipt without a key of its own") + " needs an identity");
        }
        Troubles troubles = new Troubles(on, new Events(on, executor, listener));
        Surroundings around = new Surroundings(
                id,
                tenant,
                on,
                requireNonNull(worker, "a device needs a worker"),
                requireNonNull(storage, "a device needs a storage"),
                random,
                executor,
                troubles);
        return new Device(this, around, requireNonNull(link, "a device needs a link"));
    }

    @Nullable
    TelemetryPart telemetryPart(Surroundings around, Agent agent) {
        return telemetry == null ? null : new TelemetryPart(telemetry, around, agent);
    }

    @Nullable
    TwinPart twinPart(Surroundings around, Agent agent) {
        return twinSchema == null || twinHandler == null ? null : new TwinPart(twinSchema, twinHandler, around, agent);
    }

    @Nullable
    IdentityPart identityPart(Surroundings around, Agent agent) {
        return identity == null ? null : new IdentityPart(identity, around, agent);
    }

    @Nullable
    UpdatePart updatePart(Surroundings around, Agent agent) {
        return updates == null ? null : new UpdatePart(updates, digests, around, agent);
    }

    @Nullable
    CommandPart commandPart(Surroundings around, Agent agent, @Nullable IdentityPart own) {
        if (commandKeys == null || commandHandler == null) {
            return null;
        }
        SigningKey given = receiptKey;
        Supplier<SigningKey> key = given != null ? () -> given : requireNonNull(own)::signingKey;
        LongSupplier clock = wallMillis == null ? around.loop()::wallMillis : wallMillis;
        CommandVerifier verifier = new CommandVerifier(commandKeys, tenant, id, groups);
        return new CommandPart(new CommandPart.Options(verifier, key, commandHandler, digests, clock), around, agent);
    }

    HealthPart.Options health(@Nullable UpdatePart update, @Nullable IdentityPart own) {
        LongSupplier generation = own == null ? identityGeneration : own::generation;
        if (update == null) {
            return new HealthPart.Options(heartbeatNanos, () -> version, securityVersion, generation);
        }
        return new HealthPart.Options(
                heartbeatNanos,
                () -> update.version().isEmpty() ? version : update.version(),
                update::securityVersion,
                generation);
    }
}
