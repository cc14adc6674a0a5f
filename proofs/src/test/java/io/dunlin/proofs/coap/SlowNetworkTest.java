/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.proofs.coap;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.coap.CoapFleetLink;
import io.dunlin.coap.CoapLink;
import io.dunlin.coap.exchange.Timing;
import io.dunlin.core.DeviceId;
import io.dunlin.core.command.CommandId;
import io.dunlin.core.command.Receipt;
import io.dunlin.core.command.Semantics;
import io.dunlin.core.log.LogOptions;
import io.dunlin.core.telemetry.BatchPolicy;
import io.dunlin.core.telemetry.Offer;
import io.dunlin.core.telemetry.Schema;
import io.dunlin.core.telemetry.Stream;
import io.dunlin.core.telemetry.UplinkPolicy;
import io.dunlin.core.twin.Convergence;
import io.dunlin.core.twin.DesireResult;
import io.dunlin.core.twin.Outcome;
import io.dunlin.core.twin.Patch;
import io.dunlin.core.twin.TwinSchema;
import io.dunlin.core.twin.Value;
import io.dunlin.core.twin.When;
import io.dunlin.device.Device;
import io.dunlin.device.TelemetryStatus;
import io.dunlin.fleet.Fleet;
import io.dunlin.fleet.command.Commands;
import io.dunlin.fleet.store.Database;
import io.dunlin.security.sign.Algorithm;
import io.dunlin.security.sign.KeyId;
import io.dunlin.security.sign.KeyRing;
import io.dunlin.security.sign.Role;
import io.dunlin.security.sign.SigningKey;
import io.dunlin.security.sign.VerificationKey;
import io.dunlin.testkit.NetworkConditions;
import io.dunlin.testkit.Seeds;
import io.dunlin.testkit.SimNode;
import io.dunlin.testkit.Simulation;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * A device and a fleet over CoAP on a network that is slower than the MAX_LATENCY that both were told. There no
 * deduplication of messages can be complete (RFC 7252 section 4.8.2): copies arrive after EXCHANGE_LIFETIME and are taken
 * for new. What they are about must have its effect once all the same.
 */
class SlowNetworkTest {

    private static final DeviceId PUMP = new DeviceId("pump-7");
    private static final long SECOND = 1_000_000_000L;
    private static final int FLEET_PORT = 5683;
    private static final int ROWS = 200;
    private static final int COMMANDS = 5;

    /** EXCHANGE_LIFETIME is 1.6 s. */
    private static final Timing HASTY = new Timing(SECOND / 4, 150, 2, 4, SECOND / 10, SECOND / 20);

    /** Up to 1 s on the way, of every fifth datagram up to 5 s, and half of them twice. */
    private static final NetworkConditions SLOW =
            new NetworkConditions(Duration.ofMillis(1), Duration.ofSeconds(1), 0.05, 0.5, 0.2, 0, 0);

    private static final Schema SCHEMA = new Schema(1, List.of(Stream.ofDouble("n", "", 2 * SECOND)));
    private static final TwinSchema TWIN =
            TwinSchema.builder().desired("rate", Value.Type.INTEGER).build();
    private static final KeyId FLEET_KEY = KeyId.of("fleet");
    private static final KeyId DEVICE_KEY = KeyId.of("pump-7");

    /** Counts what the sender gave to its link and what the receiver was given by its own. */
    private static final class Traffic {
        int sentUp;
        int arrivedUp;
        int sentDown;
        int arrivedDown;
    }

    @Test
    void effectsHappenOnce_whenCopiesOutliveTheMemoryOfMessages() {
        Traffic all = new Traffic();
        Seeds.forEach(seed -> Simulation.check(seed, simulation -> live(simulation, all)));
        // Without this the test would prove nothing: more messages were handed on than ever were sent.
        assertThat(all.arrivedUp).isGreaterThan(all.sentUp);
        assertThat(all.arrivedDown).isGreaterThan(all.sentDown);
    }

    private static void live(Simulation simulation, Traffic traffic) throws IOException {
        simulation.network().conditions(SLOW);
        SimNode server = simulation.node("fleet");
        server.boot();
        SimNode machine = simulation.node("device");
        machine.boot();
        try (Database database = Database.inMemory("slow-network")) {
            Fleet fleet = fleet(server, database, traffic);
            fleet.registry().register(PUMP, "pump");
            server.loop().execute(fleet::start);
            List<CommandId> executed = new ArrayList<>();
            Device device = device(machine, traffic, executed);
            CompletableFuture<?> started = device.start();
            simulation.await("the device starts", Duration.ofMinutes(1), started::isDone);
            offer(machine, device, 0);
            List<CompletableFuture<CommandId>> issued = new ArrayList<>();
            CompletableFuture<DesireResult> desired = new CompletableFuture<>();
            for (int i = 0; i < COMMANDS; i++) {
                issued.add(
                        fleet.commands().issue(PUMP, "count", new byte[0], Semantics.AT_MOST_ONCE, Duration.ofDays(1)));
                desired = fleet.twins().desire(PUMP, new Patch().set("rate", (long) i), When.always(), "operator");
                simulation.run(Duration.ofSeconds(10));
            }
            simulation.await("all commands run", Duration.ofHours(2), () -> executed.size() >= COMMANDS);
            simulation.await("all rows acknowledged", Duration.ofHours(2), () -> {
                TelemetryStatus status = device.telemetry();
                return status.offeredRows() == ROWS && status.durableRows() == ROWS && status.unacknowledged() == 0;
            });
            long version = ((DesireResult.Minted) desired.join()).dv();
            simulation.await("the twin converges", Duration.ofHours(2), () -> converged(fleet, version));
            // Long enough for every copy to arrive.
            simulation.run(Duration.ofMinutes(1));
            assertThat(executed).doesNotHaveDuplicates().hasSize(COMMANDS);
            assertThat(issued).allSatisfy(id -> assertThat(executed).contains(id.join()));
            assertThat(fleet.telemetry().rows(PUMP)).isEqualTo(ROWS);
            assertThat(fleet.telemetry().count(PUMP, "n")).isEqualTo(ROWS);
            assertThat(fleet.telemetry().duplicates(PUMP)).isZero();
            device.close();
            server.loop().execute(fleet::close);
            simulation.run(Duration.ofMinutes(1));
        }
    }

    private static boolean converged(Fleet fleet, long version) {
        try {
            return fleet.twins().convergence(PUMP, version).kind() == Convergence.Kind.CONVERGED;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void offer(SimNode machine, Device device, int row) {
        if (row == ROWS) {
            return;
        }
        CompletableFuture<?> unused = device.offer(machine.wallMillis(), (double) row)
                .thenAccept(answer -> machine.loop()
                        .schedule(SECOND / 5, () -> offer(machine, device, row + (answer == Offer.ACCEPTED ? 1 : 0))));
    }

    /** Signatures that are the same in each run, unlike those of the JDK: a run has to be repeatable. */
    private static SigningKey signing(KeyId id) {
        return new SigningKey(id, Algorithm.ES256, message -> digest(id, message));
    }

    private static VerificationKey verification(KeyId id, Role role) {
        return new VerificationKey(
                id,
                Algorithm.ES256,
                role,
                Set.of(VerificationKey.ANY_OPERATION),
                id.toBytes(),
                (message, signature) -> Arrays.equals(signature, digest(id, message)));
    }

    private static byte[] digest(KeyId id, byte[] message) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-512");
            sha.update(id.toBytes());
            return sha.digest(message);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static Fleet fleet(SimNode node, Database database, Traffic traffic) {
        CoapFleetLink link = CoapFleetLink.builder()
                .datagrams(new SimulatedUdp(node, FLEET_PORT))
                .loop(node.loop())
                .random(node.random())
                .timing(HASTY)
                .build();
        VerificationKey receipts = verification(DEVICE_KEY, Role.RECEIPT);
        return Fleet.builder(database)
                .loop(node.loop())
                .worker(node.worker())
                .link(new CountedFleetLink(link, () -> traffic.sentDown++, () -> traffic.arrivedUp++))
                .random(node.random())
                .twinSchema(TWIN)
                .commands(new Commands.Trust(signing(FLEET_KEY), "operator", id -> List.of(receipts)))
                .build();
    }

    private static Device device(SimNode node, Traffic traffic, List<CommandId> executed) {
        CoapLink link = CoapLink.builder()
                .device(PUMP)
                .fleet("fleet", FLEET_PORT)
                .datagrams(new SimulatedUdp(node, 40_000))
                .loop(node.loop())
                .random(node.random())
                .timing(HASTY)
                .sendTimeout(Duration.ofSeconds(10))
                .build();
        VerificationKey commands = verification(FLEET_KEY, Role.COMMAND);
        return Device.builder(PUMP)
                .loop(node.loop())
                .worker(node.worker())
                .storage(node.storage())
                .random(node.random())
                .executor(node.loop())
                .link(new CountedLink(link, () -> traffic.sentUp++, () -> traffic.arrivedDown++))
                .version("1.0.0")
                .heartbeatEvery(Duration.ofSeconds(20))
                .telemetry(
                        SCHEMA,
                        new BatchPolicy(5, 4096, 512, 5 * SECOND, BatchPolicy.Overflow.REFUSE),
                        new UplinkPolicy(2, 4, 1024, SECOND, 20 * SECOND, 50, SECOND),
                        LogOptions.DEVICE)
                .twin(TWIN, (path, value) -> Outcome.applied())
                .commands(KeyRing.of(List.of(commands)), signing(DEVICE_KEY), command -> {
                    executed.add(command.id());
                    return Receipt.done(command.id(), new byte[0]);
                })
                .build();
    }
}
