/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.proofs.fleet;

import io.dunlin.core.Channel;
import io.dunlin.core.DeviceId;
import io.dunlin.core.FleetLink;
import io.dunlin.core.Tenant;
import io.dunlin.core.command.CommandId;
import io.dunlin.core.command.Receipt;
import io.dunlin.core.telemetry.SeqRange;
import io.dunlin.core.twin.Ack;
import io.dunlin.core.twin.FleetTwin;
import io.dunlin.core.twin.TwinEvent;
import io.dunlin.core.twin.TwinLimits;
import io.dunlin.core.twin.Value;
import io.dunlin.core.wire.AccessRule;
import io.dunlin.fleet.Fleet;
import io.dunlin.fleet.FleetListener;
import io.dunlin.fleet.command.CommandRecord;
import io.dunlin.fleet.enroll.Enrolment;
import io.dunlin.fleet.enroll.RegistryAuthorizer;
import io.dunlin.fleet.registry.CertificateRecord;
import io.dunlin.fleet.registry.Certificates;
import io.dunlin.fleet.registry.Registry;
import io.dunlin.fleet.rollout.RolloutPlan;
import io.dunlin.fleet.rollout.RolloutView;
import io.dunlin.fleet.rollout.Rollouts;
import io.dunlin.fleet.store.Database;
import io.dunlin.fleet.store.StoreException;
import io.dunlin.ota.manifest.Component;
import io.dunlin.ota.rollout.RolloutRules;
import io.dunlin.ota.rollout.RolloutStatus;
import io.dunlin.ota.update.UpdateEvent;
import io.dunlin.security.enroll.local.LocalCertificateAuthority;
import io.dunlin.testkit.FaultyStorage;
import io.dunlin.testkit.ForwardingFleetLink;
import io.dunlin.testkit.LinkOptions;
import io.dunlin.testkit.PowerCut;
import io.dunlin.testkit.SimFleetLink;
import io.dunlin.testkit.SimNode;
import io.dunlin.testkit.Simulation;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A machine that runs a {@link Fleet} on its database, and can be asked what that holds. */
final class SimulatedFleet implements AutoCloseable {

    private static final long SECOND = 1_000_000_000L;
    private static final AccessRule RULE = new AccessRule(Tenant.DEFAULT, FleetWorld.FLEET);
    private static final Duration DAYS = Duration.ofDays(30);
    private static final RolloutRules RULES = new RolloutRules(2, List.of(50, 100), 100, 2, DAYS.toMillis());
    private static final int IN_FLIGHT = LinkOptions.UNKIND.maxInFlight();

    final SimNode node;
    final SimDatabase source;
    private final Sabotage sabotage;
    private final LocalCertificateAuthority authority;
    private final Enrolment enrolment;
    private final RegistryAuthorizer authorizer;
    private final RegistryAuthorizer onlooker;
    private final Certificates certificates;
    private final Map<Firmware, Component> releases = new EnumMap<>(Firmware.class);
    private final Set<Firmware> started = EnumSet.noneOf(Firmware.class);
    private @Nullable Fleet fleet;
    private @Nullable SimFleetLink link;
    private int unsettled;

    SimulatedFleet(Simulation sim, List<DeviceId> devices, Sabotage sabotage) throws IOException {
        this.sabotage = sabotage;
        this.node = sim.node(FleetWorld.FLEET)
                .restartsAfter(Duration.ofSeconds(1), Duration.ofSeconds(20))
                .program(this::boot);
        this.source = sabotage.database(node);
        Database database = Database.of(source);
        Database watched = Database.of(source.watched());
        this.certificates = new Certificates(watched, Tenant.DEFAULT);
        this.onlooker = new RegistryAuthorizer(watched, RULE);
        this.authorizer = new RegistryAuthorizer(database, RULE);
        Clock clock = new WallClock();
        this.authority = LocalCertificateAuthority.open(
                new FaultyStorage(sim.seed()).storage(),
                clock,
                Duration.ofDays(30),
                sim.random().fork("authority"));
        this.enrolment = new Enrolment(database, RULE, authority, sim.random().fork("enrolment"), clock);
        for (Firmware release : List.of(Firmware.SPRING, Firmware.AUTUMN)) {
            releases.put(release, release.publish(database));
        }
        Registry registry = new Registry(database, Tenant.DEFAULT);
        for (DeviceId device : devices) {
            registry.register(device, "simulated");
        }
    }

    private void boot(SimNode on) {
        source.restarted();
        unsettled = 0;
        Fleet booted;
        SimFleetLink line = new SimFleetLink(on, LinkOptions.UNKIND);
        try {
            booted = Fleet.builder(Database.of(source))
                    .loop(on.loop())
                    .worker(on.worker())
                    .link(sabotage.fleetLink(new CountingLink(line)))
                    .random(on.random())
                    .twinSchema(TwinLedger.SCHEMA)
                    .commands(SimKeys.signing(FleetWorld.FLEET_KEY, FleetWorld.FLEET_SECRET), "operator")
                    .rollouts(Rollouts.Trust.of(SimKeys.signing(FleetWorld.FIRMWARE_KEY, FleetWorld.FIRMWARE_SECRET)))
                    .listener(new Story())
                    .build();
        } catch (StoreException e) {
            on.log("does not start: " + e.getMessage());
            on.loop().schedule(SECOND, () -> boot(on));
            return;
        }
        booted.start();
        fleet = booted;
        link = line;
    }

    LocalCertificateAuthority authority() {
        return authority;
    }

    Enrolment enrolment() {
        return enrolment;
    }

    /** Judges a connection. */
    boolean admits(DeviceId device, List<X509Certificate> chain) {
        return authorizer.authorize(chain, device.value()).isAdmitted();
    }

    /** Tells how a connection would be judged if nothing failed. */
    boolean wouldAdmit(DeviceId device, List<X509Certificate> chain) {
        return onlooker.authorize(chain, device.value()).isAdmitted();
    }

    List<CertificateRecord> certificates(DeviceId device) {
        try {
            return certificates.list(device);
        } catch (StoreException e) {
            throw new AssertionError(e);
        }
    }

    void reenrolled(DeviceId device) {
        sabotage.reenrolled(source, device);
    }

    /** Does something on this machine in the task of another one; if the power goes meanwhile, it is this one's. */
    <T> T whileItLasts(Supplier<T> work, T otherwise) {
        try {
            return work.get();
        } catch (PowerCut cut) {
            return otherwise;
        } finally {
            if (!node.disk().isOn()) {
                node.crash();
            }
        }
    }

    /** Returns the fleet if it runs. */
    @Nullable
    Fleet running() {
        return node.isUp() ? fleet : null;
    }

    /** Ends all connections and takes none for a while, as a broker that restarts. */
    void outage(Duration span) {
        if (node.isUp() && link != null) {
            link.outage(span);
        }
    }

    void verifyBounds() {
        FleetWorld.atMost(
                "messages that the fleet did not settle", unsettled, 2L * IN_FLIGHT * (FleetWorld.DEVICES + 2));
        if (node.isUp()) {
            FleetWorld.atMost("jobs of the fleet's storage", node.worker().waiting(), 1);
        }
    }

    /** Reads the rows of a device in the order of their messages. */
    List<TelemetryLedger.Stored> rows(DeviceId device) {
        List<String> streams = TelemetryLedger.streams();
        Map<List<Long>, TelemetryLedger.Stored> rows = new LinkedHashMap<>();
        query(
                "SELECT w.epoch, r.seq, r.row_in_batch, r.at_millis, s.stream, r.integer_value, r.number_value,"
                        + " r.text_value FROM reading r JOIN series s ON s.id = r.series"
                        + " JOIN ingest_window w ON w.id = r.origin WHERE s.device = ?"
                        + " ORDER BY r.seq, r.row_in_batch, s.stream",
                device,
                result -> {
                    List<Long> place = List.of(result.getLong(1), result.getLong(2), result.getLong(3));
                    TelemetryLedger.Stored row = rows.get(place);
                    if (row == null) {
                        row = new TelemetryLedger.Stored(
                                result.getLong(1), result.getLong(2), result.getLong(4), new Object[streams.size()]);
                        rows.put(place, row);
                    }
                    int stream = streams.indexOf(result.getString(5));
                    Object integer = result.getObject(6);
                    Object number = result.getObject(7);
                    Object value = integer != null ? integer : number != null ? number : result.getString(8);
                    if (row.values()[stream] != null) {
                        throw new AssertionError(
                                device + ": a second value of " + streams.get(stream) + " at " + place);
                    }
                    row.values()[stream] = value;
                });
        return new ArrayList<>(rows.values());
    }

    /** Asks for the rollout of a release; it is started when {@link #isStarted} says so. */
    void rollOut(Fleet running, Firmware release, List<DeviceId> devices) {
        RolloutPlan plan = RolloutPlan.of(release.toString(), releases.get(release), DAYS, RULES, devices);
        CompletableFuture<?> unused = running.rollouts().start(plan).whenComplete((status, failure) -> {
            boolean exists = failure != null && failure.getCause() instanceof IllegalArgumentException;
            node.log("rollout " + release + ": " + (failure == null ? status : failure.getMessage()));
            if (failure == null || exists || failure instanceof IllegalArgumentException) {
                started.add(release);
            }
        });
    }

    boolean isStarted(Firmware release) {
        return started.contains(release);
    }

    RolloutView rollout(Firmware release) {
        try {
            return book().rollouts().find(release.toString()).orElseThrow();
        } catch (StoreException e) {
            throw new AssertionError(e);
        }
    }

    List<SeqRange> gaps(DeviceId device) throws StoreException {
        return book().telemetry().gaps(device);
    }

    FleetTwin twin(DeviceId device) {
        List<byte[]> states = new ArrayList<>();
        query("SELECT state FROM twin WHERE device = ?", device, result -> states.add(result.getBytes(1)));
        return states.isEmpty()
                ? FleetTwin.create(TwinLedger.SCHEMA, TwinLimits.DEFAULT, () -> 1, new Onlooker())
                : FleetTwin.load(states.get(0), TwinLedger.SCHEMA, TwinLimits.DEFAULT, () -> 1, new Onlooker());
    }

    @Nullable
    CommandRecord command(CommandId id) {
        try {
            return book().commands().find(id).orElse(null);
        } catch (StoreException e) {
            throw new AssertionError(e);
        }
    }

    private Fleet book() {
        if (fleet == null) {
            throw new AssertionError("the fleet never ran");
        }
        return fleet;
    }

    /** Digests all tables, so that runs that differ in the database differ in their hash. */
    long digest() {
        long[] digest = {17};
        for (String table : List.of(
                "device",
                "reading",
                "ingest_gap",
                "ingest_batch",
                "ingest_window",
                "twin",
                "command",
                "counter",
                "rollout_event",
                "certificate")) {
            try (Connection connection = source.getConnection();
                    PreparedStatement select = connection.prepareStatement("SELECT * FROM " + table);
                    ResultSet result = select.executeQuery()) {
                int columns = result.getMetaData().getColumnCount();
                while (result.next()) {
                    for (int i = 1; i <= columns; i++) {
                        Object value = result.getObject(i);
                        digest[0] = digest[0] * 31
                                + (value instanceof byte[] bytes
                                        ? Arrays.hashCode(bytes)
                                        : String.valueOf(value).hashCode());
                    }
                }
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        }
        return digest[0];
    }

    /** What to do with a row of a result. */
    private interface RowReader {
        void read(ResultSet result) throws SQLException;
    }

    private void query(String sql, DeviceId device, RowReader reader) {
        try (Connection connection = source.getConnection();
                PreparedStatement select = connection.prepareStatement(sql)) {
            select.setString(1, device.value());
            try (ResultSet result = select.executeQuery()) {
                while (result.next()) {
                    reader.read(result);
                }
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() throws SQLException {
        source.close();
    }

    /** The fleet's wall clock. */
    private final class WallClock extends Clock {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return Instant.ofEpochMilli(node.wallMillis());
        }
    }

    /** Counts the messages that the fleet was given and has not settled. */
    private final class CountingLink extends ForwardingFleetLink {
        CountingLink(FleetLink inner) {
            super(inner);
        }

        @Override
        public void listen(Listener listener) {
            super.listen(new Listener() {
                @Override
                public void up() {
                    listener.up();
                }

                @Override
                public void down(String reason) {
                    listener.down(reason);
                }

                @Override
                public void message(DeviceId device, Channel channel, byte[] payload, Runnable settled) {
                    unsettled++;
                    listener.message(device, channel, payload, () -> {
                        unsettled--;
                        settled.run();
                    });
                }
            });
        }
    }

    /** Writes what happens into the event log. */
    private final class Story implements FleetListener {
        @Override
        public void malformed(DeviceId device, Channel channel, String reason) {
            node.log("malformed " + channel + " of " + device + ": " + reason);
        }

        @Override
        public void notServed(DeviceId device, Channel channel) {
            node.log("not served: " + channel + " of " + device);
        }

        @Override
        public void failed(DeviceId device, Channel channel, Exception cause) {
            node.log("failed: " + channel + " of " + device + ": " + cause.getMessage());
        }

        @Override
        public void acknowledged(DeviceId device, String path, Ack ack) {
            node.log(device + " answers " + path + ": " + ack);
        }

        @Override
        public void reported(DeviceId device, String path, @Nullable Value value) {
            node.log(device + " reports " + path + ": " + value);
        }

        @Override
        public void updateReported(DeviceId device, UpdateEvent event) {
            node.log(device + ": " + event);
        }

        @Override
        public void rolloutChanged(String campaign, RolloutStatus status) {
            node.log(campaign + ": " + status);
        }

        @Override
        public void receipt(DeviceId device, Receipt receipt) {
            node.log(device + ": " + receipt);
        }
    }

    /** Does nothing. */
    private static final class Onlooker implements FleetTwin.Output {
        @Override
        public void send(byte[] message) {}

        @Override
        public void reported(String path, @Nullable Value value) {}

        @Override
        public void acknowledged(String path, Ack ack) {}

        @Override
        public void event(TwinEvent event, String detail) {}
    }
}
