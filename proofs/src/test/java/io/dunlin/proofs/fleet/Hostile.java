/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.proofs.fleet;

import io.dunlin.core.Capabilities;
import io.dunlin.core.Channel;
import io.dunlin.core.DeviceId;
import io.dunlin.core.Link;
import io.dunlin.core.Tenant;
import io.dunlin.core.command.Command;
import io.dunlin.core.command.CommandId;
import io.dunlin.core.command.Receipt;
import io.dunlin.core.command.Semantics;
import io.dunlin.core.rim.JdkSha256;
import io.dunlin.ota.delta.ImageDigest;
import io.dunlin.ota.manifest.Component;
import io.dunlin.ota.manifest.Encoding;
import io.dunlin.ota.manifest.Manifest;
import io.dunlin.ota.manifest.ManifestSigner;
import io.dunlin.ota.update.UpdateMessage;
import io.dunlin.ota.update.UpdateWire;
import io.dunlin.security.sign.Audience;
import io.dunlin.security.sign.CommandSigner;
import io.dunlin.security.sign.ReceiptSeal;
import io.dunlin.testkit.LinkOptions;
import io.dunlin.testkit.SeededRandom;
import io.dunlin.testkit.SimLink;
import io.dunlin.testkit.SimNode;
import io.dunlin.testkit.Simulation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Somebody who hears every line, speaks to devices in the fleet's name and to the fleet as two devices of its own: one
 * that is registered and one that is not. It has no key that anybody trusts for commands.
 */
final class Hostile {

    static final DeviceId MALLORY = new DeviceId("mallory");
    static final String MALLORY_SECRET = "mallory's own";

    /** The operation of forged commands, which no operator issues. */
    static final String OPERATION = "forged";

    private static final DeviceId STRANGER = new DeviceId("stranger");
    private static final int REMEMBERED = 200;

    private final SeededRandom random;
    private final Simulation sim;
    private final Map<DeviceId, TappedLink> lines = new TreeMap<>();
    private final Map<DeviceId, List<byte[]>> commands = new TreeMap<>();
    private final List<Message> others = new ArrayList<>();
    private final CommandSigner forger;
    private final CommandSigner wrongRole;
    private final List<CommandId> seen = new ArrayList<>();
    private final List<Link> links = new ArrayList<>();
    private final Set<DeviceId> misled = new TreeSet<>();
    private long sequence = 1;
    private long forged;
    private int sent;

    private record Message(Channel channel, byte[] payload) {}

    Hostile(Simulation sim) {
        this.sim = sim;
        this.random = sim.random().fork("hostile");
        // Numbers far above those of the fleet: one accepted forgery would also shut out all genuine commands.
        forger = signer(FleetWorld.FLEET_KEY, MALLORY_SECRET);
        wrongRole = signer(FleetWorld.TIME_KEY, FleetWorld.TIME_SECRET);
        for (DeviceId id : List.of(MALLORY, STRANGER)) {
            SimNode node = sim.node(id.value()).program(on -> {
                SimLink link = new SimLink(on, id, FleetWorld.FLEET, LinkOptions.DEFAULT);
                link.listen(new Deaf());
                link.start();
                links.add(link);
            });
            node.boot();
        }
    }

    private CommandSigner signer(String key, String secret) {
        return new CommandSigner(
                SimKeys.signing(key, secret),
                Tenant.DEFAULT,
                "operator",
                (id, audience, count) -> (sequence += count) + (1L << 40));
    }

    /** Puts a tap into the line of one boot of a device. */
    TappedLink tap(DeviceId device, Link link) {
        TappedLink tapped = new TappedLink(link, (channel, payload) -> heard(device, channel, payload));
        lines.put(device, tapped);
        return tapped;
    }

    private void heard(DeviceId device, Channel channel, byte[] payload) {
        if (channel == Channel.COMMAND) {
            commands.computeIfAbsent(device, d -> new ArrayList<>()).add(payload);
        } else if (others.size() < REMEMBERED) {
            others.add(new Message(channel, payload));
        } else {
            others.set((int) random.nextLong(REMEMBERED), new Message(channel, payload));
        }
    }

    /** Learns the name of a command. */
    void overheard(CommandId id) {
        seen.add(id);
    }

    /** Whether a device was sent an offer that it had to refuse without knowing whose it was. */
    boolean misled(DeviceId device) {
        return misled.contains(device);
    }

    int sent() {
        return sent;
    }

    /** Does one hostile thing. */
    void strike() {
        List<DeviceId> devices = List.copyOf(lines.keySet());
        if (devices.isEmpty()) {
            return;
        }
        sent++;
        DeviceId device = devices.get((int) random.nextLong(devices.size()));
        TappedLink line = lines.get(device);
        switch ((int) random.nextLong(9)) {
            case 0, 1 -> replay(line, device);
            case 2 -> replay(line, devices.get((int) random.nextLong(devices.size())));
            case 3 -> line.inject(Channel.COMMAND, forge(random.chance(0.5) ? forger : wrongRole, device));
            case 4 -> corrupt(line, device);
            case 5 -> line.inject(channel(), noise());
            case 6 -> speakToTheFleet();
            case 7 -> {
                misled.add(device);
                line.inject(Channel.UPDATE, UpdateWire.encode(new UpdateMessage.Offer(forgeManifest())));
            }
            default -> stale(line);
        }
    }

    private void replay(TappedLink line, DeviceId source) {
        List<byte[]> heard = commands.getOrDefault(source, List.of());
        if (!heard.isEmpty()) {
            line.inject(Channel.COMMAND, heard.get((int) random.nextLong(heard.size())));
        }
    }

    private byte[] forge(CommandSigner signer, DeviceId device) {
        long now = Simulation.START_WALL_MILLIS / 1000 + sim.nanoTime() / 1_000_000_000L;
        CommandId id = random.chance(0.5) || seen.isEmpty()
                ? new CommandId(666, ++forged)
                : seen.get((int) random.nextLong(seen.size()));
        Command command = new Command(id, OPERATION, Semantics.IDEMPOTENT, new byte[0]);
        return signer.sign(command, Audience.device(device), now, now, now + 3600);
    }

    /** An image of its own, under the name of the key that devices trust. */
    private byte[] forgeManifest() {
        byte[] image = {66, 66, 66};
        ImageDigest digest = ImageDigest.of(image, JdkSha256::new);
        Component component = new Component(
                Firmware.COMPONENT, Firmware.MODEL, "evil", 99, digest, List.of(new Encoding(digest, null)));
        Manifest manifest = new Manifest(1 + ++forged, "evil", Long.MAX_VALUE, List.of(component));
        return ManifestSigner.sign(
                manifest, Tenant.DEFAULT, List.of(SimKeys.signing(FleetWorld.FIRMWARE_KEY, MALLORY_SECRET)));
    }

    private void corrupt(TappedLink line, DeviceId device) {
        List<byte[]> heard = commands.getOrDefault(device, List.of());
        if (!heard.isEmpty()) {
            byte[] bytes = heard.get((int) random.nextLong(heard.size())).clone();
            bytes[(int) random.nextLong(bytes.length)] ^= (byte) (1 << random.nextLong(8));
            line.inject(Channel.COMMAND, bytes);
        }
    }

    /** An old message of another channel comes again; only its own device can have sent for it. */
    private void stale(TappedLink line) {
        if (!others.isEmpty()) {
            Message message = others.get((int) random.nextLong(others.size()));
            line.inject(message.channel(), message.payload());
        }
    }

    private void speakToTheFleet() {
        Link link = links.get((int) random.nextLong(links.size()));
        if (seen.isEmpty() || random.chance(0.5)) {
            link.send(channel(), noise(), Link.Report.IGNORE);
        } else {
            CommandId id = seen.get((int) random.nextLong(seen.size()));
            Receipt lie = random.chance(0.5) ? Receipt.done(id, new byte[] {66}) : Receipt.interrupted(id);
            byte[] sealed = ReceiptSeal.seal(SimKeys.signing("receipt", MALLORY_SECRET), Tenant.DEFAULT, MALLORY, lie);
            link.send(Channel.COMMAND, sealed, Link.Report.IGNORE);
        }
    }

    private Channel channel() {
        return Channel.values()[(int) random.nextLong(Channel.values().length)];
    }

    private byte[] noise() {
        byte[] bytes = new byte[1 + (int) random.nextLong(200)];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) random.nextLong();
        }
        return bytes;
    }

    /** Listens to nothing. */
    private static final class Deaf implements Link.Listener {
        @Override
        public void up(Capabilities capabilities) {}

        @Override
        public void down(String reason) {}

        @Override
        public void message(Channel channel, byte[] payload) {}
    }
}
