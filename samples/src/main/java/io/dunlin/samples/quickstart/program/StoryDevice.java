/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.samples.quickstart.program;

import io.dunlin.core.Channel;
import io.dunlin.core.Checksum;
import io.dunlin.core.DeviceId;
import io.dunlin.core.Link;
import io.dunlin.core.Loop;
import io.dunlin.core.Storage;
import io.dunlin.core.StorageWorker;
import io.dunlin.core.command.Command;
import io.dunlin.core.command.Receipt;
import io.dunlin.core.log.LogOptions;
import io.dunlin.core.rim.JdkSha256;
import io.dunlin.core.telemetry.BatchPolicy;
import io.dunlin.core.telemetry.ColumnLimits;
import io.dunlin.core.telemetry.DownMessage;
import io.dunlin.core.telemetry.TelemetryReader;
import io.dunlin.core.telemetry.UplinkPolicy;
import io.dunlin.core.twin.Outcome;
import io.dunlin.core.twin.Value;
import io.dunlin.device.Device;
import io.dunlin.device.DeviceBuilder;
import io.dunlin.device.DeviceEvent;
import io.dunlin.samples.quickstart.stage.Console;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a device of the story is made of and what it does: its lamp, its pump, its sensors' storage. */
public final class StoryDevice {

    private static final int LEAST_SEGMENT_BYTES = 1 << 10;
    private static final int MOST_SEGMENT_BYTES = 64 << 10;

    /** Repeats sooner than devices in the field would, since the story is short. */
    private static final UplinkPolicy UPLINK = new UplinkPolicy(
            4,
            8,
            64 << 10,
            Duration.ofSeconds(2).toNanos(),
            Duration.ofSeconds(10).toNanos(),
            100,
            Duration.ofMillis(500).toNanos());

    private static final BatchPolicy BATCHES =
            new BatchPolicy(256, 64 << 10, 1536, Duration.ofSeconds(1).toNanos(), BatchPolicy.Overflow.REFUSE);

    private static final List<Value> COLOURS = List.of(Value.of("red"), Value.of("green"));

    private final DeviceDiary diary;
    private final TelemetryReader telemetry = new TelemetryReader(Checksum.crc32c(), ColumnLimits.DEFAULT);

    /** Makes the parts of a device that notes in a diary what it does. */
    public StoryDevice(DeviceDiary diary) {
        this.diary = diary;
    }

    /**
     * Where a device lives.
     *
     * @param loop its loop
     * @param worker does its blocking work
     * @param storage its directory
     */
    public record Place(Loop loop, StorageWorker worker, Storage storage) {}

    /**
     * Begins a device; it still needs an identity or keys, and a link.
     *
     * @param id its name
     * @param place where it lives
     * @param recording what it will measure
     * @param storageBytes how much of that it may store
     */
    public DeviceBuilder begin(DeviceId id, Place place, Recording recording, long storageBytes) {
        return Device.builder(id)
                .loop(place.loop())
                .worker(place.worker())
                .storage(place.storage())
                .version("1.0.0")
                .telemetry(Contract.telemetry(recording), BATCHES, UPLINK, storage(storageBytes))
                .twin(Contract.twin(), this::apply)
                .listener(this::event);
    }

    /** Notes in the diary what arrives over a link. */
    public Link watch(Link link) {
        return WatchedLink.of(link, this::arrived);
    }

    /** When the storage is full the oldest rows give way, and the fleet is told which. */
    private static LogOptions storage(long bytes) {
        return LogOptions.DEVICE
                .withSegmentBytes(bytes < 16 * MOST_SEGMENT_BYTES ? LEAST_SEGMENT_BYTES : MOST_SEGMENT_BYTES)
                .withQuotaBytes(bytes)
                .withWhenFull(LogOptions.WhenFull.EVICT_OLDEST);
    }

    private Outcome apply(String path, @Nullable Value value) {
        if (path.equals(Contract.LAMP) && value != null && !COLOURS.contains(value)) {
            return Outcome.rejected("this lamp is red or green");
        }
        diary.note(DeviceDiary.Page.APPLIED, path + " " + value);
        return Outcome.applied();
    }

    /** Gives a dose. */
    public Receipt execute(Command command) {
        diary.note(DeviceDiary.Page.RAN, command.id().toString());
        return Receipt.done(command.id(), new byte[0]);
    }

    private void event(DeviceEvent event) {
        switch (event.kind()) {
            case LINK_UP -> Console.tell("connected");
            case COMMAND_REFUSED -> {
                diary.note(DeviceDiary.Page.REFUSED, event.detail());
                Console.tell("refused", "what", event.detail());
            }
            case UPDATE -> {
                diary.note(DeviceDiary.Page.LIFE, DeviceDiary.UPDATE + stateOf(event.detail()));
                Console.tell("update", "state", stateOf(event.detail()));
            }
            case IDENTITY_ROTATED -> diary.note(DeviceDiary.Page.LIFE, DeviceDiary.RENEWED);
            default -> Console.tell("event", "what", event);
        }
    }

    /** The detail is a campaign and a state, and in the end a reason. */
    private static String stateOf(String detail) {
        String[] words = detail.split(" ", 3);
        return words.length > 1 ? words[1] : detail;
    }

    /** Tells the director of acknowledgements, and notes what was asked before anything was decided about it. */
    private void arrived(Channel channel, byte[] payload) {
        switch (channel) {
            case TELEMETRY -> {
                if (telemetry.readDown(payload).kind() == DownMessage.Kind.ACK) {
                    Console.tell("acknowledged");
                }
            }
            case COMMAND -> diary.note(DeviceDiary.Page.ARRIVED, digest(payload));
            case IDENTITY -> {
                diary.note(DeviceDiary.Page.LIFE, DeviceDiary.RENEWAL);
                Console.tell("renewing");
            }
            case TWIN, UPDATE, HEALTH -> {
                // Nobody asks for these.
            }
        }
    }

    /** Names a message in the diary. */
    public static String digest(byte[] message) {
        JdkSha256 digest = new JdkSha256();
        digest.update(message, 0, message.length);
        return HexFormat.of().formatHex(digest.digest());
    }
}
