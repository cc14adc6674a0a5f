/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.wire;

import io.dunlin.core.BootEpoch;
import io.dunlin.core.cbor.CborException;
import io.dunlin.core.cbor.CborFields;
import io.dunlin.core.cbor.CborLimits;
import io.dunlin.core.cbor.CborReader;
import io.dunlin.core.cbor.CborWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * What a device says of itself at regular intervals: what runs, under which identity, and what troubles it. Sent on the
 * health channel; the newest replaces all before.
 *
 * @param epoch the boot that it speaks of
 * @param uptimeSeconds since that boot
 * @param identityGeneration the generation of the certificate that it connects with
 * @param version the version of the image that runs, which is not always the one last installed
 * @param securityVersion the lowest security version that it still accepts
 * @param backlogRecords telemetry records that the fleet has not acknowledged
 * @param lostRows telemetry rows that were lost and reported since that boot
 * @param problems codes of what is wrong now, such as {@code storage-full}; empty when all is well
 */
public record Heartbeat(
        BootEpoch epoch,
        long uptimeSeconds,
        long identityGeneration,
        String version,
        long securityVersion,
        long backlogRecords,
        long lostRows,
        List<String> problems) {

    /** The most problems that one heartbeat names. */
    public static final int MAX_PROBLEMS = 16;

    /** The longest version or problem code, in characters. */
    public static final int MAX_TEXT = 64;

    private static final CborLimits LIMITS = new CborLimits(2048, 2, 64, 4 * MAX_TEXT, 0);

    /** Checks the bounds. */
    public Heartbeat {
        problems = List.copyOf(problems);
        if (uptimeSeconds < 0 || identityGeneration < 0 || securityVersion < 0 || backlogRecords < 0 || lostRows < 0) {
            throw new IllegalArgumentException("counts are at least 0, got uptimeSeconds=" + uptimeSeconds
                    + " identityGeneration=" + identityGeneration + " securityVersion=" + securityVersion
                    + " backlogRecords=" + backlogRecords + " lostRows=" + lostRows);
        }
        if (problems.size() > MAX_PROBLEMS) {
            throw new IllegalArgumentException("at most " + MAX_PROBLEMS + " problems, got " + problems.size());
        }
        requireShort(version);
        for (String problem : problems) {
            requireShort(problem);
        }
    }

    private static void requireShort(String text) {
        if (text.length() > MAX_TEXT) {
            throw new IllegalArgumentException("at most " + MAX_TEXT + " characters, got \"" + text + "\"");
        }
    }

    /**
     * Writes the message.
     *
     * @return deterministic CBOR
     */
    public byte[] encode() {
        CborWriter out = CborWriter.withLimit(LIMITS.maxMessageBytes()).map(9);
        out.integer(0).integer(1);
        out.integer(1).integer(epoch.value());
        out.integer(2).integer(uptimeSeconds);
        out.integer(3).integer(identityGeneration);
        out.integer(4).text(version);
        out.integer(5).integer(securityVersion);
        out.integer(6).integer(backlogRecords);
        out.integer(7).integer(lostRows);
        out.integer(8).array(problems.size());
        for (String problem : problems) {
            out.text(problem);
        }
        return out.toByteArray();
    }

    /**
     * Reads a message. Keys of a newer version are skipped.
     *
     * @param message what arrived
     * @return the heartbeat
     * @throws io.dunlin.core.DecodeException if it is not one
     */
    public static Heartbeat decode(byte[] message) {
        CborReader in = new CborReader(message, 0, message.length, LIMITS);
        CborFields fields = CborFields.of(in);
        long epoch = 1;
        long uptime = 0;
        long generation = 0;
        String version = "";
        long security = 0;
        long backlog = 0;
        long lost = 0;
        List<String> problems = new ArrayList<>();
        while (fields.next()) {
            switch (fields.key()) {
                case 0 -> in.integer(1, 1);
                case 1 -> epoch = in.integer(1, Long.MAX_VALUE);
                case 2 -> uptime = in.integer(0, Long.MAX_VALUE);
                case 3 -> generation = in.integer(0, Long.MAX_VALUE);
                case 4 -> version = shortText(in);
                case 5 -> security = in.integer(0, Long.MAX_VALUE);
                case 6 -> backlog = in.integer(0, Long.MAX_VALUE);
                case 7 -> lost = in.integer(0, Long.MAX_VALUE);
                case 8 -> {
                    int count = in.array();
                    if (count > MAX_PROBLEMS) {
                        throw in.unexpected("more than " + MAX_PROBLEMS + " problems");
                    }
                    for (int i = 0; i < count; i++) {
                        problems.add(shortText(in));
                    }
                }
                default -> in.skip();
            }
        }
        fields.require(0, 1);
        in.end();
        return new Heartbeat(new BootEpoch(epoch), uptime, generation, version, security, backlog, lost, problems);
    }

    private static String shortText(CborReader in) throws CborException {
        String text = in.text();
        if (text.length() > MAX_TEXT) {
            throw in.unexpected("a text of more than " + MAX_TEXT + " characters");
        }
        return text;
    }
}
