/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.rollout;

import io.dunlin.core.DecodeException;
import io.dunlin.core.DeviceId;
import io.dunlin.ota.update.UpdateEvent;
import io.dunlin.ota.update.UpdateMessage;
import io.dunlin.ota.update.UpdateWire;

/**
 * Speaks to devices on the channel {@code update}: offers manifests, serves blocks, takes events. Keeps nothing: who is
 * offered what is the rollout's business, and an event is acknowledged when its owner has recorded it. One thread at a
 * time.
 */
public final class UpdateServer {

    /** The most that one request is answered with, in bytes. */
    public static final int MAX_REQUEST_BYTES = 1 << 20;

    /** The most blocks that one request is answered with. */
    public static final int MAX_REQUEST_BLOCKS = 256;

    /** Where the server's messages and events go. */
    public interface Output {
        /**
         * Sends a message on the channel {@code update}; what is lost is asked for again.
         *
         * @param device to whom
         * @param message the message
         */
        void send(DeviceId device, byte[] message);

        /**
         * Records an event, once for each pair of device and id above 0, and answers with {@link UpdateServer#recorded}
         * when it is durable, also if it was before.
         *
         * @param device whose event it is: the transport vouches for it
         * @param event the event
         */
        void record(DeviceId device, UpdateEvent event);
    }

    private final BlockSource source;
    private final Output out;

    /**
     * Creates a server.
     *
     * @param source the payloads
     * @param out where messages and events go
     */
    public UpdateServer(BlockSource source, Output out) {
        this.source = source;
        this.out = out;
    }

    /**
     * Offers a manifest. May be repeated.
     *
     * @param device to whom
     * @param manifest the signed manifest
     */
    public void offer(DeviceId device, byte[] manifest) {
        out.send(device, UpdateWire.encode(new UpdateMessage.Offer(manifest)));
    }

    /**
     * Calls an update off; a device that is too far goes on.
     *
     * @param device to whom
     * @param campaign the campaign
     */
    public void cancel(DeviceId device, String campaign) {
        out.send(device, UpdateWire.encode(new UpdateMessage.Cancel(campaign)));
    }

    /**
     * Takes a message of a device.
     *
     * @param device from whom
     * @param bytes the message
     * @return whether it was one that a device may send
     */
    public boolean receive(DeviceId device, byte[] bytes) {
        UpdateMessage message;
        try {
            message = UpdateWire.decode(bytes);
        } catch (DecodeException e) {
            return false;
        }
        if (message instanceof UpdateMessage.BlockRequest request) {
            return serve(device, request);
        }
        if (message instanceof UpdateMessage.Event event) {
            out.record(device, event.event());
            return true;
        }
        return false;
    }

    /**
     * An event is durable: the device need not repeat it.
     *
     * @param device whose event it is
     * @param id the event's id; 0 is not acknowledged
     */
    public void recorded(DeviceId device, long id) {
        if (id > 0) {
            out.send(device, UpdateWire.encode(new UpdateMessage.EventAck(id)));
        }
    }

    private boolean serve(DeviceId device, UpdateMessage.BlockRequest request) {
        long left = source.length(request.payload()) - request.offset();
        int blocks = (request.length() - 1) / request.blockBytes() + 1;
        if (request.length() > left || request.length() > MAX_REQUEST_BYTES || blocks > MAX_REQUEST_BLOCKS) {
            return false;
        }
        for (int i = 0; i < blocks; i++) {
            int at = i * request.blockBytes();
            long offset = request.offset() + at;
            byte[] part = source.read(request.payload(), offset, Math.min(request.blockBytes(), request.length() - at));
            out.send(device, UpdateWire.encode(new UpdateMessage.Block(request.payload(), offset, part)));
        }
        return true;
    }
}
