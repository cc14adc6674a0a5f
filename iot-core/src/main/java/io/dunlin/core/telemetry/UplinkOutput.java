/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.telemetry;

/**
 * What a {@link TelemetryUplink} asks of the world. The calls come from inside the uplink's methods; answers may come at
 * once, from inside these, or later.
 */
public interface UplinkOutput {

    /**
     * Store a message, after all those before it. Answer with {@link TelemetryUplink#persisted} in the order of the
     * numbers, or with {@link TelemetryUplink#persistFailed} for it and all later ones that are under way; all of them
     * are asked for again.
     *
     * @param seq its number, one more than the last one's
     * @param message its bytes, not to be changed
     */
    void persist(long seq, byte[] message);

    /**
     * Read stored messages back. Answer with {@link TelemetryUplink#loaded}; a failure with no messages.
     *
     * @param fromSeq the lowest number that is wanted
     * @param maxBytes how many bytes at most, but at least one message
     */
    void read(long fromSeq, int maxBytes);

    /**
     * Forget stored messages; the fleet has them.
     *
     * @param upToSeq the highest number to forget
     */
    void trim(long upToSeq);

    /**
     * Send a message over the link. Answer with {@link TelemetryUplink#sent}.
     *
     * @param seq the batch's number, 0 for what is no batch
     * @param message its bytes, not to be changed
     */
    void send(long seq, byte[] message);

    /**
     * Something that an operator may want to know.
     *
     * @param event what
     */
    void event(UplinkEvent event);

    /**
     * A message that was read back.
     *
     * @param seq its number
     * @param message its bytes
     */
    @SuppressWarnings("ArrayRecordComponent") // Handed on, never compared.
    record Stored(long seq, byte[] message) {}
}
