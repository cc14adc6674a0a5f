/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.samples.quickstart.program;

import io.dunlin.core.DeviceId;
import io.dunlin.core.log.AtomicFile;
import io.dunlin.core.rim.FileStorage;
import io.dunlin.core.rim.SystemRandom;
import io.dunlin.core.rim.ThreadStorageWorker;
import io.dunlin.core.telemetry.Offer;
import io.dunlin.core.telemetry.Row;
import io.dunlin.core.telemetry.Schema;
import io.dunlin.core.tls.TlsIdentity;
import io.dunlin.core.twin.Outcome;
import io.dunlin.core.twin.Value;
import io.dunlin.device.Device;
import io.dunlin.device.TelemetryStatus;
import io.dunlin.samples.quickstart.stage.Console;
import io.dunlin.security.identity.DeviceIdentity;
import io.dunlin.security.identity.TlsContextFactory;
import io.dunlin.security.trust.TrustAnchors;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One device in a JVM of its own: enrols, connects, replays a recording, obeys its twin. */
public final class DeviceProcess {

    /** Rows are offered in steps whose beginning is durable first: a restart never offers a row twice. */
    private static final int STEP_ROWS = 25;

    private static final List<Value> COLOURS = List.of(Value.of("red"), Value.of("green"));

    private DeviceProcess() {}

    /**
     * Starts the device. Arguments: directory, id, port of enrolment, port of its network, file of trust anchors, claim
     * token, recording, rows a second, transport.
     */
    public static void main(String[] arguments) throws Exception {
        FileStorage storage = FileStorage.open(Path.of(arguments[0]));
        DeviceId id = new DeviceId(arguments[1]);
        TrustAnchors anchors = TrustAnchors.parse(Files.readAllBytes(Path.of(arguments[4])));
        URI fleet = URI.create("https://127.0.0.1:" + arguments[2]);
        DeviceIdentity identity = Enrolment.obtain(storage, id, fleet, anchors, arguments[5]);
        Console.tell("enrolled", "generation", identity.generation());
        TlsIdentity tls = TlsContextFactory.device(identity, anchors);

        Transport.DeviceSide side = Transport.named(arguments[8]).device(id, Integer.parseInt(arguments[3]), tls);
        ThreadStorageWorker worker = ThreadStorageWorker.start("storage", side.loop());
        Recording recording = Recording.load(arguments[6]);
        Device device = Device.builder(id)
                .loop(side.loop())
                .worker(worker)
                .storage(storage.directory("device"))
                .random(new SystemRandom())
                .link(side.link())
                .version("1.0.0")
                .telemetry(Contract.telemetry(recording))
                .twin(Contract.twin(), DeviceProcess::apply)
                .listener(event -> Console.tell("event", "what", event))
                .build();
        device.start().get(30, TimeUnit.SECONDS);
        Console.tell("started");
        Console.tell(
                "reported",
                "what",
                device.report(Contract.BATTERY, Value.of(87)).get(30, TimeUnit.SECONDS));
        Thread replay = new Thread(() -> replay(device, storage, recording, Integer.parseInt(arguments[7])), "replay");
        replay.setDaemon(true);
        replay.start();
        Console.obey(message -> {});
        Runtime.getRuntime().halt(0);
    }

    private static Outcome apply(String path, @Nullable Value value) {
        if (path.equals(Contract.LAMP) && value != null && !COLOURS.contains(value)) {
            return Outcome.rejected("this lamp is red or green");
        }
        return Outcome.applied();
    }

    private static void replay(Device device, FileStorage storage, Recording recording, int rowsPerSecond) {
        AtomicFile progress = new AtomicFile(storage, "replayed", 64);
        Schema schema = Contract.telemetry(recording);
        try {
            byte[] kept = progress.read();
            int next = kept == null ? 0 : Integer.parseInt(new String(kept, StandardCharsets.UTF_8));
            long start = System.nanoTime();
            int first = next;
            while (next < recording.rows().size()) {
                int end = Math.min(next + STEP_ROWS, recording.rows().size());
                progress.write(Integer.toString(end).getBytes(StandardCharsets.UTF_8));
                for (; next < end; next++) {
                    offer(device, schema, recording.rows().get(next));
                }
                long due = start + TimeUnit.SECONDS.toNanos(next - first) / rowsPerSecond;
                TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
            }
            Console.tell("replayed", "rows", recording.rows().size());
            TelemetryStatus status = device.telemetry();
            while (status.durableRows() < status.offeredRows() || status.unacknowledged() > 0) {
                TimeUnit.MILLISECONDS.sleep(100);
                status = device.telemetry();
            }
            Console.tell("drained", "lost", status.lostRows());
        } catch (IOException | ExecutionException e) {
            Console.tell("error", "verb", "replay", "what", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Offers a row until the device takes it: it refuses while its buffer is full, and never blocks. */
    private static void offer(Device device, Schema schema, Recording.Row row)
            throws InterruptedException, ExecutionException {
        Row reading = new Row(schema).at(row.atMillis());
        for (int i = 0; i < row.values().length; i++) {
            if (!Double.isNaN(row.values()[i])) {
                reading.set(i, row.values()[i]);
            }
        }
        while (device.offer(reading).get() == Offer.REFUSED) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }
}
