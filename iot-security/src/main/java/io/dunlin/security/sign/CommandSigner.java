/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.security.sign;

import io.dunlin.core.Tenant;
import io.dunlin.core.command.Command;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Signs commands on the server. Sequence numbers are taken in blocks, so a crash costs a gap and never a repetition. To
 * send a command again, send the same bytes again. Safe for use by several threads; {@link #sign} blocks while it
 * reserves numbers.
 */
public final class CommandSigner {

    /** How many numbers are reserved at once: far fewer than a device's window remembers. */
    public static final int BLOCK = 8;

    private static final int MAX_AUDIENCES_IN_MEMORY = 1024;

    private final SigningKey key;
    private final Tenant tenant;
    private final String issuer;
    private final CounterStore counters;
    private final LinkedHashMap<String, long[]> blocks = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * Creates a signer.
     *
     * @param key a key that devices trust in role {@link Role#COMMAND}
     * @param tenant whose devices
     * @param issuer who signs, for people
     * @param counters where sequence numbers come from
     */
    public CommandSigner(SigningKey key, Tenant tenant, String issuer, CounterStore counters) {
        this.key = key;
        this.tenant = tenant;
        this.issuer = issuer;
        this.counters = counters;
    }

    /**
     * Signs a command.
     *
     * @param command what to do
     * @param audience for whom
     * @param issuedSeconds now, in seconds since 1970
     * @param notBeforeSeconds the first second in which a device may accept it
     * @param expiresSeconds the last
     * @return the message
     * @throws IllegalStateException if the key's sequence numbers are used up: sign with a new key
     * @throws KeyUnavailableException if the key cannot be used now
     */
    public byte[] sign(
            Command command, Audience audience, long issuedSeconds, long notBeforeSeconds, long expiresSeconds) {
        CommandClaims claims = new CommandClaims(
                issuer, audience, expiresSeconds, notBeforeSeconds, issuedSeconds, next(audience.claim()), command);
        return CoseSigner.sign1(key, CommandClaims.TYPE, claims.encode(), CommandClaims.externalAad(tenant));
    }

    private synchronized long next(String audience) {
        long[] block = blocks.computeIfAbsent(audience, claim -> new long[2]);
        if (block[0] == block[1]) {
            long first = counters.reserve(key.id(), audience, BLOCK);
            if (first < 1 || first > Long.MAX_VALUE - BLOCK) {
                throw new IllegalStateException(
                        "the sequence numbers of key " + key.id() + " to " + audience + " are used up at " + first);
            }
            block[0] = first;
            block[1] = first + BLOCK;
        }
        if (blocks.size() > MAX_AUDIENCES_IN_MEMORY) {
            Iterator<Map.Entry<String, long[]>> eldest = blocks.entrySet().iterator();
            eldest.next();
            eldest.remove();
        }
        return block[0]++;
    }
}
