/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.samples.quickstart.program;

import io.dunlin.core.DeviceId;
import io.dunlin.core.rim.FileStorage;
import io.dunlin.core.tls.TlsIdentity;
import io.dunlin.security.enroll.local.LocalCertificateAuthority;
import io.dunlin.security.identity.DeviceIdentity;
import io.dunlin.security.identity.TlsContextFactory;
import io.dunlin.security.sign.jca.JcaKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** The fleet's certificate authority and the credentials that it made for the programs of the server side. */
final class Authority {

    /** The file, among what the factory puts into a device, that names whom to trust. */
    static final String ANCHORS = "anchors.pem";

    private static final Duration DEVICE_LIFETIME = Duration.ofDays(1);
    private static final List<String> LOOPBACK = List.of("127.0.0.1", "localhost");

    private final LocalCertificateAuthority authority;

    Authority(FileStorage storage) throws IOException {
        authority = LocalCertificateAuthority.open(
                storage.privateDirectory("authority"), Clock.systemUTC(), DEVICE_LIFETIME);
    }

    LocalCertificateAuthority certificates() {
        return authority;
    }

    /** Writes what a broker needs to be this fleet's broker, once, and whom devices are to trust. */
    void equip(Path broker, Path factory) throws IOException {
        Path key = broker.resolve("broker.pem");
        if (Files.notExists(key)) {
            KeyPair pair = JcaKeys.generate();
            Pem.write(key, pair.getPrivate(), authority.issueServer(LOOPBACK, pair.getPublic()));
        }
        Pem.write(factory.resolve(ANCHORS), authority.anchors().certificates());
    }

    /** Credentials of the enrolment server; a new key at every start. */
    TlsIdentity enrolmentServer() {
        KeyPair pair = JcaKeys.generate();
        List<X509Certificate> chain = authority.issueServer(LOOPBACK, pair.getPublic());
        return TlsContextFactory.server(
                chain, pair.getPrivate(), authority.anchors(), TlsContextFactory.ClientAuthentication.REQUESTED);
    }

    /** Credentials with which the fleet connects to the broker; a new key at every start. */
    TlsIdentity brokerClient(String name) {
        KeyPair pair = JcaKeys.generate();
        List<X509Certificate> chain = authority.issueClient(name, pair.getPublic());
        return TlsContextFactory.device(
                new DeviceIdentity(new DeviceId(name), 1, chain, pair.getPrivate()), authority.anchors());
    }
}
