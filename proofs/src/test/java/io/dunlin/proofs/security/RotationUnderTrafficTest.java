/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.proofs.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.core.Capabilities;
import io.dunlin.core.Channel;
import io.dunlin.core.DeviceId;
import io.dunlin.core.Link;
import io.dunlin.core.Loop;
import io.dunlin.core.Tenant;
import io.dunlin.core.rim.FileStorage;
import io.dunlin.core.rim.SystemRandom;
import io.dunlin.core.rim.ThreadStorageWorker;
import io.dunlin.core.telemetry.Offer;
import io.dunlin.core.telemetry.Priority;
import io.dunlin.core.telemetry.Schema;
import io.dunlin.core.telemetry.Stream;
import io.dunlin.core.telemetry.StreamType;
import io.dunlin.core.tls.TlsIdentity;
import io.dunlin.core.wire.AccessRule;
import io.dunlin.device.Device;
import io.dunlin.device.DeviceEvent;
import io.dunlin.device.IdentityOptions;
import io.dunlin.fleet.Fleet;
import io.dunlin.fleet.FleetListener;
import io.dunlin.fleet.enroll.ConnectAuthorizer.Verdict;
import io.dunlin.fleet.enroll.Enrolment;
import io.dunlin.fleet.enroll.RegistryAuthorizer;
import io.dunlin.fleet.ingest.Ingested;
import io.dunlin.fleet.registry.CertificateRecord;
import io.dunlin.fleet.store.Database;
import io.dunlin.mqtt.LinkConfig;
import io.dunlin.mqtt.MqttLink;
import io.dunlin.mqtt.MqttRuntime;
import io.dunlin.security.enroll.Credential;
import io.dunlin.security.enroll.local.LocalCertificateAuthority;
import io.dunlin.security.est.netty.EstServer;
import io.dunlin.security.identity.DeviceIdentity;
import io.dunlin.security.identity.TlsContextFactory;
import io.dunlin.security.sign.jca.JcaKeys;
import io.dunlin.security.trust.Fingerprint;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One device and its fleet over a real broker that asks the registry at every CONNECT, and over real EST: the device
 * rotates again and again while it measures. Its link never goes down, and every row arrives once.
 */
class RotationUnderTrafficTest {

    private static final DeviceId ID = new DeviceId("pump-7");
    private static final AccessRule RULE = new AccessRule(Tenant.DEFAULT, "fleet");
    private static final Schema SCHEMA =
            new Schema(1, List.of(new Stream("n", "", StreamType.LONG, Priority.NORMAL, 20_000_000L)));

    @TempDir
    Path directory;

    private final BlockingQueue<DeviceEvent> events = new LinkedBlockingQueue<>();
    private final List<CompletableFuture<Offer>> measured = new CopyOnWriteArrayList<>();
    private final Semaphore happened = new Semaphore(0);
    private Database database;
    private LocalCertificateAuthority authority;
    private EstServer est;
    private RegistryBroker broker;
    private MqttRuntime runtime;
    private ThreadStorageWorker fleetWorker;
    private ThreadStorageWorker deviceWorker;
    private Fleet fleet;
    private Device device;
    private volatile TlsIdentity first;

    @BeforeEach
    void start() throws Exception {
        FileStorage storage = FileStorage.open(directory);
        database = Database.inMemory("rotation-under-traffic");
        authority = LocalCertificateAuthority.open(
                storage.privateDirectory("authority"), Clock.systemUTC(), Duration.ofDays(30));
        Enrolment enrolment = new Enrolment(database, RULE, authority, new SystemRandom(), Clock.systemUTC());
        broker = new RegistryBroker(authority, new RegistryAuthorizer(database, RULE), directory);
        KeyPair server = JcaKeys.generate();
        est = EstServer.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                TlsContextFactory.server(
                        authority.issueServer(List.of("127.0.0.1"), server.getPublic()),
                        server.getPrivate(),
                        authority.anchors(),
                        TlsContextFactory.ClientAuthentication.REQUESTED),
                enrolment.service());
        runtime = MqttRuntime.start(2);
        startFleet();
        fleet.registry().register(ID, "pump");
        startDevice(storage, enrolment.issueToken(ID, Duration.ofMinutes(10)));
        await(DeviceEvent.Kind.LINK_UP);
    }

    private void startFleet() {
        KeyPair pair = JcaKeys.generate();
        TlsIdentity identity = TlsContextFactory.device(
                new DeviceIdentity(
                        new DeviceId(RULE.fleet()),
                        1,
                        authority.issueClient(RULE.fleet(), pair.getPublic()),
                        pair.getPrivate()),
                authority.anchors());
        Loop loop = runtime.nextLoop();
        fleetWorker = ThreadStorageWorker.start("fleet", loop);
        fleet = Fleet.builder(database)
                .loop(loop)
                .worker(fleetWorker)
                .link(runtime.fleetLink(
                        broker.server(() -> identity), loop, Tenant.DEFAULT, RULE.fleet(), LinkConfig.DEFAULT))
                .random(new SystemRandom())
                .listener(new FleetListener() {
                    @Override
                    public void ingested(DeviceId from, Ingested ingested) {
                        happened.release();
                    }

                    @Override
                    public void identityInUse(DeviceId from, String serial, long generation) {
                        happened.release();
                    }
                })
                .build();
        fleet.start();
    }

    private void startDevice(FileStorage storage, String token) throws Exception {
        Loop loop = runtime.nextLoop();
        deviceWorker = ThreadStorageWorker.start("device", loop);
        Fingerprint root = Fingerprint.of(authority.anchors().certificates().get(0));
        device = Device.builder(ID)
                .loop(loop)
                .worker(deviceWorker)
                .storage(storage.directory("device"))
                .identity(IdentityOptions.est(URI.create("https://127.0.0.1:" + est.port()), root)
                        .withCredential(Credential.claimToken(token)))
                .link(source -> {
                    first = source.current();
                    return runtime.link(broker.server(source), loop, Tenant.DEFAULT, ID, LinkConfig.DEFAULT);
                })
                .telemetry(SCHEMA)
                .listener(events::add)
                .build();
        device.start().get(30, TimeUnit.SECONDS);
    }

    @AfterEach
    void stop() throws Exception {
        device.close();
        device.closed().get(30, TimeUnit.SECONDS);
        fleet.close();
        runtime.close();
        deviceWorker.close();
        fleetWorker.close();
        broker.close();
        est.close();
        database.close();
    }

    @Test
    @Tag("live")
    void rotations_underTraffic_loseNothing() throws Exception {
        rotate(5);
    }

    @Test
    @Tag("soak")
    void hundredRotations_underTraffic_loseNothing() throws Exception {
        rotate(100);
    }

    private void rotate(int rotations) throws Exception {
        ScheduledExecutorService traffic = Executors.newSingleThreadScheduledExecutor();
        ScheduledFuture<?> measuring = traffic.scheduleWithFixedDelay(this::measure, 0, 5, TimeUnit.MILLISECONDS);
        await(() -> fleet.identities().certificates().inUse(ID).isPresent(), "the first certificate is confirmed");
        for (int i = 0; i < rotations; i++) {
            long before = fleet.telemetry().rows(ID);
            assertThat(fleet.identities().renew(ID).get(30, TimeUnit.SECONDS)).isPresent();
            DeviceEvent event = events.poll(60, TimeUnit.SECONDS);
            assertThat(event).as("neither loss nor refusal").isNotNull();
            assertThat(event.kind()).as(event.toString()).isEqualTo(DeviceEvent.Kind.IDENTITY_ROTATED);
            await(() -> fleet.telemetry().rows(ID) > before, "traffic goes on");
        }
        measuring.cancel(false);
        traffic.shutdown();
        assertThat(traffic.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        measured.forEach(offer -> assertThat(offer).isCompletedWithValue(Offer.ACCEPTED));
        await(() -> fleet.telemetry().rows(ID) >= measured.size(), "all rows arrive");
        assertThat(fleet.telemetry().rows(ID)).isEqualTo(measured.size()).isGreaterThan(rotations);
        assertThat(fleet.telemetry().duplicates(ID)).isZero();
        assertThat(fleet.telemetry().gaps(ID)).isEmpty();
        List<CertificateRecord> issued = fleet.identities().certificates().list(ID);
        assertThat(issued).hasSize(rotations + 1);
        assertThat(issued)
                .filteredOn(c -> c.state() == CertificateRecord.State.CONFIRMED)
                .hasSize(1);
        assertThat(broker.verdicts).containsOnly(Verdict.ADMITTED);
        assertThat(first.generation()).isEqualTo(1);
        assertTheFirstIdentityIsRefused();
        assertThat(events).as("the link never went down").isEmpty();
    }

    /** Whoever stole the first key gets nothing for it. */
    private void assertTheFirstIdentityIsRefused() throws Exception {
        Loop loop = runtime.nextLoop();
        MqttLink thief = runtime.link(broker.server(() -> first), loop, Tenant.DEFAULT, ID, LinkConfig.DEFAULT);
        CompletableFuture<String> fate = new CompletableFuture<>();
        loop.execute(() -> {
            thief.listen(new Link.Listener() {
                @Override
                public void up(Capabilities capabilities) {
                    fate.complete("up");
                }

                @Override
                public void down(String reason) {
                    fate.complete("down " + reason);
                }

                @Override
                public void message(Channel channel, byte[] payload) {
                    fate.complete("a message");
                }
            });
            thief.start();
        });
        assertThat(fate.get(30, TimeUnit.SECONDS)).startsWith("down REFUSED");
        loop.execute(thief::close);
        assertThat(broker.verdicts).contains(Verdict.ENDED);
    }

    private void measure() {
        measured.add(device.offer(System.currentTimeMillis(), (long) measured.size()));
    }

    private void await(DeviceEvent.Kind kind) throws InterruptedException {
        for (DeviceEvent event = next(); event.kind() != kind; event = next()) {
            assertThat(event.kind()).isIn(DeviceEvent.Kind.ENROLLED, DeviceEvent.Kind.LINK_DOWN);
        }
    }

    private DeviceEvent next() throws InterruptedException {
        DeviceEvent event = events.poll(60, TimeUnit.SECONDS);
        assertThat(event).isNotNull();
        return event;
    }

    /** Something that becomes true by itself. */
    private interface Condition {
        boolean holds() throws Exception;
    }

    private void await(Condition condition, String what) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.holds()) {
            assertThat(System.nanoTime()).as(what).isLessThan(end);
            happened.tryAcquire(1, TimeUnit.SECONDS);
        }
    }
}
