/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.netty;

import io.dunlin.core.tls.TlsIdentitySource;
import io.dunlin.mqtt.MqttServer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Set;
import javax.security.auth.Subject;
import javax.security.auth.x500.X500Principal;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.security.CheckType;
import org.apache.activemq.artemis.core.security.Role;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;
import org.apache.activemq.artemis.spi.core.security.ActiveMQSecurityManager5;
import org.apache.activemq.artemis.spi.core.security.jaas.UserPrincipal;
import org.apache.activemq.artemis.utils.CertificateUtil;

/** ActiveMQ Artemis in this process, over mutual TLS: a client may connect if its id is its certificate's name. */
final class EmbeddedBroker implements AutoCloseable {

    private final EmbeddedActiveMQ broker = new EmbeddedActiveMQ();
    private final int port;

    EmbeddedBroker(Certificates certificates, Path directory, boolean alternativeName) throws Exception {
        this.port = freePort();
        Path key = certificates.server(directory, alternativeName);
        Path anchors = certificates.anchors(directory);
        Configuration configuration = new ConfigurationImpl()
                .setPersistenceEnabled(false)
                .setSecurityEnabled(true)
                .setJMXManagementEnabled(false)
                .setAuthenticationCacheSize(0)
                .addAcceptorConfiguration(
                        "mqtts",
                        "tcp://127.0.0.1:" + port + "?protocols=MQTT;sslEnabled=true;needClientAuth=true;useEpoll=false"
                                + ";enabledProtocols=TLSv1.3,TLSv1.2;keyStoreType=PEM;keyStorePassword=unused"
                                + ";trustStoreType=PEM;trustStorePassword=unused;keyStorePath=" + key
                                + ";trustStorePath=" + anchors);
        broker.setConfiguration(configuration);
        broker.setSecurityManager(new Security());
        broker.start();
    }

    MqttServer server(TlsIdentitySource identity) {
        return MqttServer.tls("127.0.0.1", port, identity);
    }

    static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() throws Exception {
        broker.stop();
    }

    private static final class Security implements ActiveMQSecurityManager5 {
        @Override
        public Subject authenticate(String user, String password, RemotingConnection connection, String domain) {
            X500Principal name = CertificateUtil.getCertsFromConnection(connection)[0].getSubjectX500Principal();
            if (!name.getName().equals("CN=" + connection.getClientID())) {
                return null;
            }
            Subject subject = new Subject();
            subject.getPrincipals().add(new UserPrincipal(connection.getClientID()));
            return subject;
        }

        @Override
        public boolean authorize(Subject subject, Set<Role> roles, CheckType checkType, String address) {
            return !address.contains("forbidden");
        }

        @Override
        public boolean validateUser(String user, String password) {
            return false;
        }

        @Override
        public boolean validateUserAndRole(String user, String password, Set<Role> roles, CheckType checkType) {
            return false;
        }
    }
}
