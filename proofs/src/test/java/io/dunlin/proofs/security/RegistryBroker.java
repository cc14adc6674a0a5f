/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.proofs.security;

import io.dunlin.core.tls.TlsIdentitySource;
import io.dunlin.fleet.enroll.ConnectAuthorizer;
import io.dunlin.fleet.enroll.ConnectAuthorizer.Verdict;
import io.dunlin.mqtt.MqttServer;
import io.dunlin.security.enroll.local.LocalCertificateAuthority;
import io.dunlin.security.sign.jca.JcaKeys;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.security.auth.Subject;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.security.CheckType;
import org.apache.activemq.artemis.core.security.Role;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;
import org.apache.activemq.artemis.spi.core.security.ActiveMQSecurityManager5;
import org.apache.activemq.artemis.spi.core.security.jaas.UserPrincipal;
import org.apache.activemq.artemis.utils.CertificateUtil;

/** ActiveMQ Artemis over mutual TLS that asks the fleet's registry at every CONNECT. */
final class RegistryBroker implements AutoCloseable {

    final Queue<Verdict> verdicts = new ConcurrentLinkedQueue<>();
    private final EmbeddedActiveMQ broker = new EmbeddedActiveMQ();
    private final ConnectAuthorizer authorizer;
    private final int port;

    RegistryBroker(LocalCertificateAuthority authority, ConnectAuthorizer authorizer, Path directory) throws Exception {
        this.authorizer = authorizer;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            this.port = free.getLocalPort();
        }
        KeyPair pair = JcaKeys.generate();
        Path key = directory.resolve("broker.pem");
        Files.writeString(
                key,
                pem("PRIVATE KEY", pair.getPrivate().getEncoded())
                        + pem(authority.issueServer(List.of("127.0.0.1"), pair.getPublic())));
        Path anchors = directory.resolve("anchors.pem");
        Files.writeString(anchors, pem(authority.anchors().certificates()));
        broker.setConfiguration(new ConfigurationImpl()
                .setPersistenceEnabled(false)
                .setSecurityEnabled(true)
                .setJMXManagementEnabled(false)
                // Each CONNECT is judged anew.
                .setAuthenticationCacheSize(0)
                .addAcceptorConfiguration(
                        "mqtts",
                        "tcp://127.0.0.1:" + port + "?protocols=MQTT;sslEnabled=true;needClientAuth=true;useEpoll=false"
                                + ";keyStoreType=PEM;keyStorePassword=unused;trustStoreType=PEM;trustStorePassword=unused"
                                + ";keyStorePath=" + key + ";trustStorePath=" + anchors));
        broker.setSecurityManager(new Judge());
        broker.start();
    }

    MqttServer server(TlsIdentitySource identity) {
        return MqttServer.tls("127.0.0.1", port, identity);
    }

    private static String pem(List<X509Certificate> certificates) throws IOException {
        StringBuilder all = new StringBuilder();
        for (X509Certificate certificate : certificates) {
            try {
                all.append(pem("CERTIFICATE", certificate.getEncoded()));
            } catch (GeneralSecurityException e) {
                throw new IOException(e);
            }
        }
        return all.toString();
    }

    private static String pem(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + label + "-----\n";
    }

    @Override
    public void close() throws Exception {
        broker.stop();
    }

    /** Authenticates by the registry; what each may publish is proven elsewhere. */
    private final class Judge implements ActiveMQSecurityManager5 {
        @Override
        public Subject authenticate(String user, String password, RemotingConnection connection, String domain) {
            X509Certificate[] chain = CertificateUtil.getCertsFromConnection(connection);
            Verdict verdict = authorizer.authorize(
                    chain == null ? List.of() : List.of(chain), String.valueOf(connection.getClientID()));
            verdicts.add(verdict);
            Subject subject = new Subject();
            subject.getPrincipals().add(new UserPrincipal(connection.getClientID()));
            return verdict.isAdmitted() ? subject : null;
        }

        @Override
        public boolean authorize(Subject subject, Set<Role> roles, CheckType check, String address) {
            return true;
        }

        @Override
        public boolean validateUser(String user, String password) {
            return false;
        }

        @Override
        public boolean validateUserAndRole(String user, String password, Set<Role> roles, CheckType check) {
            return false;
        }
    }
}
