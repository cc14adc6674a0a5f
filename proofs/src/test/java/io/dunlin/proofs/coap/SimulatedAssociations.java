/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.proofs.coap;

import io.dunlin.coap.Datagrams;
import io.dunlin.coap.exchange.PeerKey;
import io.dunlin.testkit.SimDatagrams;
import io.dunlin.testkit.SimNode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a security layer does for its peers, without the cryptography: associations have a connection id and an identity,
 * the other end's address is wherever the id was last heard from, and who does not know an id says so. The first byte of a
 * datagram is its kind, the next eight are the receiver's connection id, the rest is what it carries.
 */
final class SimulatedAssociations implements Datagrams {

    /** Asks for an association; carries the identity of the one who asks. */
    private static final byte HELLO = 1;
    /** Grants one; carries the id that the granting end wants to be addressed by. */
    private static final byte GRANT = 2;

    private static final byte DATA = 3;
    /** There is no such association here (any more). */
    private static final byte UNKNOWN = 4;

    private static final int HEAD = 9;

    private final SimNode node;
    private final String identity;
    private int port;
    private @Nullable SimDatagrams socket;
    private @Nullable Receiver receiver;
    private final Map<Long, Association> byId = new HashMap<>();
    private final Map<Associate, Association> byPeer = new HashMap<>();

    /** A peer by its name. */
    record Associate(String identity) implements PeerKey {
        @Override
        public boolean authenticated() {
            return true;
        }

        @Override
        public String toString() {
            return identity;
        }
    }

    private static final class Association {
        final Associate peer;
        final long ownId;
        String host;
        int port;
        long peerId;

        Association(Associate peer, long ownId, String host, int port) {
            this.peer = peer;
            this.ownId = ownId;
            this.host = host;
            this.port = port;
        }
    }

    SimulatedAssociations(SimNode node, String identity, int port) {
        this.node = node;
        this.identity = identity;
        this.port = port;
    }

    @Override
    public void open(Receiver newReceiver) {
        receiver = newReceiver;
        bind();
        newReceiver.opened(port);
    }

    /** A router gives this end another port, which nobody is told of. */
    void rebind(int newPort) {
        if (socket != null) {
            socket.close();
            port = newPort;
            bind();
        }
    }

    private void bind() {
        socket = node.network().bind(node, port, this::received);
    }

    @Override
    public void send(PeerKey peer, byte[] bytes, int offset, int length) {
        Association association = byPeer.get((Associate) peer);
        if (association == null) {
            return;
        }
        if (association.peerId == 0) {
            // What is sent before there is an association is lost; CoAP sends again what matters.
            emit(
                    association.host,
                    association.port,
                    HELLO,
                    association.ownId,
                    identity.getBytes(StandardCharsets.UTF_8));
        } else {
            byte[] data = Arrays.copyOfRange(bytes, offset, offset + length);
            emit(association.host, association.port, DATA, association.peerId, data);
        }
    }

    private void received(String host, int from, byte[] bytes) {
        long id = 0;
        for (int i = 1; i < HEAD; i++) {
            id = id << 8 | (bytes[i] & 0xFF);
        }
        byte[] rest = Arrays.copyOfRange(bytes, HEAD, bytes.length);
        if (bytes[0] == HELLO) {
            granted(new Associate(new String(rest, StandardCharsets.UTF_8)), id, host, from);
            return;
        }
        if (bytes[0] == UNKNOWN) {
            forgotten(id);
            return;
        }
        Association association = byId.get(id);
        if (association == null) {
            if (bytes[0] == DATA) {
                emit(host, from, UNKNOWN, id, new byte[0]);
            }
            return;
        }
        switch (bytes[0]) {
            case GRANT -> {
                association.peerId = number(rest);
                association.host = host;
                association.port = from;
            }
            case DATA -> {
                association.host = host;
                association.port = from;
                receiver.received(association.peer, rest, 0, rest.length);
            }
            default -> throw new IllegalStateException("kind " + bytes[0]);
        }
    }

    private void granted(Associate peer, long peerId, String host, int from) {
        Association known = byPeer.get(peer);
        if (known == null || known.peerId != peerId) {
            if (known != null) {
                byId.remove(known.ownId);
                receiver.disconnected(peer, "it has made another association");
            }
            known = new Association(peer, newId(), host, from);
            known.peerId = peerId;
            byId.put(known.ownId, known);
            byPeer.put(peer, known);
        }
        byte[] own = new byte[8];
        for (int i = 0; i < own.length; i++) {
            own[i] = (byte) (known.ownId >> (56 - 8 * i));
        }
        emit(host, from, GRANT, peerId, own);
    }

    /** The other end has forgotten us: begin anew when there is something to send. */
    private void forgotten(long peerId) {
        for (Association association : byPeer.values().toArray(new Association[0])) {
            if (association.peerId == peerId) {
                byId.remove(association.ownId);
                byPeer.put(association.peer, fresh(association.peer, association.host, association.port));
                receiver.disconnected(association.peer, "it does not know of us");
            }
        }
    }

    private Association fresh(Associate peer, String host, int toPort) {
        Association association = new Association(peer, newId(), host, toPort);
        byId.put(association.ownId, association);
        return association;
    }

    private long newId() {
        return node.random().nextLong() | 1;
    }

    private static long number(byte[] bytes) {
        long number = 0;
        for (byte b : bytes) {
            number = number << 8 | (b & 0xFF);
        }
        return number;
    }

    private void emit(String host, int toPort, byte kind, long id, byte[] carried) {
        byte[] bytes = new byte[HEAD + carried.length];
        bytes[0] = kind;
        for (int i = 0; i < 8; i++) {
            bytes[1 + i] = (byte) (id >> (56 - 8 * i));
        }
        System.arraycopy(carried, 0, bytes, HEAD, carried.length);
        socket.send(host, toPort, bytes);
    }

    /** The name of a host is the identity of who lives there. */
    @Override
    public PeerKey resolve(String host, int number) {
        Associate peer = new Associate(host);
        byPeer.computeIfAbsent(peer, none -> fresh(peer, host, number));
        return peer;
    }

    @Override
    public boolean secure() {
        return true;
    }

    @Override
    public void close() {
        if (socket != null) {
            socket.close();
        }
    }
}
