/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.samples.quickstart.program;

import io.dunlin.core.DeviceId;
import io.dunlin.core.Tenant;
import io.dunlin.core.command.Command;
import io.dunlin.core.command.CommandId;
import io.dunlin.core.command.Semantics;
import io.dunlin.core.rim.SystemRandom;
import io.dunlin.samples.quickstart.stage.Message;
import io.dunlin.security.sign.Audience;
import io.dunlin.security.sign.CommandSigner;
import io.dunlin.security.sign.jca.JcaKeys;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Someone who took over what is between fleet and devices: sees every command and may send whatever, but has no key that
 * devices trust. Safe for use by several threads.
 */
public final class Intruder {

    private static final Duration VALIDITY = Duration.ofMinutes(10);

    private final Map<DeviceId, byte[]> recorded = new ConcurrentHashMap<>();
    private final Way way;

    /** The way to the devices that was taken over. */
    @FunctionalInterface
    public interface Way {
        /** Sends a message on the command channel. */
        void send(DeviceId device, byte[] payload);
    }

    /** Takes over a way. */
    public Intruder(Way way) {
        this.way = way;
    }

    /** A command passes by. */
    void sees(DeviceId device, byte[] payload) {
        recorded.putIfAbsent(device, payload);
    }

    /** Does what the director says, and returns whether that was for this one. */
    public boolean obey(Message message) {
        switch (message.verb()) {
            case "replay" -> {
                DeviceId device = new DeviceId(message.text("device"));
                way.send(device, recorded(device));
            }
            case "misdirect" ->
                way.send(new DeviceId(message.text("to")), recorded(new DeviceId(message.text("device"))));
            case "forge" -> {
                DeviceId device = new DeviceId(message.text("device"));
                way.send(device, forge(device));
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private byte[] recorded(DeviceId device) {
        byte[] payload = recorded.get(device);
        if (payload == null) {
            throw new IllegalStateException("no command to " + device + " has passed by");
        }
        return payload;
    }

    /** Right in everything, the key's name included, but the key. */
    private static byte[] forge(DeviceId device) {
        SystemRandom random = new SystemRandom();
        CommandSigner signer = new CommandSigner(
                JcaKeys.signing(FactoryKeys.OPERATOR, JcaKeys.generate().getPrivate()),
                Tenant.DEFAULT,
                "operator",
                (key, audience, count) -> 1_000_000);
        long now = System.currentTimeMillis() / 1000;
        return signer.sign(
                new Command(
                        new CommandId(random.nextLong(), random.nextLong()),
                        Contract.DOSE,
                        Semantics.AT_MOST_ONCE,
                        Contract.dose(500)),
                Audience.device(device),
                now,
                now,
                now + VALIDITY.toSeconds());
    }
}
