/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.security.est;

import io.dunlin.core.DeviceId;
import io.dunlin.core.rim.FileStorage;
import io.dunlin.core.tls.TlsIdentity;
import io.dunlin.security.enroll.ClaimTokens;
import io.dunlin.security.enroll.DeviceStatus;
import io.dunlin.security.enroll.EnrollmentAuthorizer;
import io.dunlin.security.enroll.local.LocalCertificateAuthority;
import io.dunlin.security.est.netty.EstServer;
import io.dunlin.security.identity.FileIdentityStore;
import io.dunlin.security.identity.TlsContextFactory;
import io.dunlin.security.sign.jca.JcaKeys;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** An EST server on loopback with an authority of its own. */
public final class EstBench implements AutoCloseable, ClaimTokens.Store {

    public static final DeviceId DEVICE = new DeviceId("dev-1");
    public static final String TOKEN = "claim-token-of-dev-1-s3cr3t";

    public final LocalCertificateAuthority authority;
    public final List<String> reports = new ArrayList<>();
    public final Set<DeviceId> blocked = ConcurrentHashMap.newKeySet();
    public final FileIdentityStore store;
    private final FileStorage storage;
    private final EstServer server;
    private final EstService service;
    private final Map<String, byte[]> bound = new HashMap<>();
    public volatile EnrollmentAuthorizer.Decision override;

    public EstBench(Path directory) throws IOException {
        storage = FileStorage.open(directory);
        authority = LocalCertificateAuthority.open(
                storage.privateDirectory("authority"), Clock.systemUTC(), Duration.ofDays(30));
        store = FileIdentityStore.open(storage.privateDirectory("identity"), DEVICE);
        KeyPair key = JcaKeys.generate();
        TlsIdentity identity = TlsContextFactory.server(
                authority.issueServer(List.of("localhost", "127.0.0.1"), key.getPublic()),
                key.getPrivate(),
                authority.anchors(),
                TlsContextFactory.ClientAuthentication.REQUESTED);
        ClaimTokens tokens = new ClaimTokens(this);
        service = new EstService(
                authority,
                (device, publicKey, authorization) ->
                        override != null ? override : tokens.authorize(device, publicKey, authorization),
                (device, certificate) ->
                        blocked.contains(device) ? DeviceStatus.Standing.SUSPENDED : DeviceStatus.Standing.ACTIVE,
                (device, certificate, success, reason) -> reports.add(device + " " + success + " " + reason));
        server = serve(identity);
    }

    /** Starts one more server of the same service, which the caller closes. */
    EstServer serve(TlsIdentity identity) throws IOException {
        return EstServer.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), identity, service);
    }

    public EstClient client() {
        return new EstClient(uri(), authority.anchors(), Duration.ofSeconds(20));
    }

    public URI uri() {
        return URI.create("https://localhost:" + server.port());
    }

    @Override
    public synchronized boolean claim(byte[] tokenDigest, DeviceId device, byte[] keyDigest) {
        if (!Arrays.equals(tokenDigest, ClaimTokens.digest(TOKEN)) || !device.equals(DEVICE)) {
            return false;
        }
        byte[] before = bound.putIfAbsent(device.value(), keyDigest);
        return before == null || Arrays.equals(before, keyDigest);
    }

    @Override
    public void close() {
        server.close();
    }
}
