/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.samples.quickstart.program;

import io.dunlin.core.Tenant;
import io.dunlin.core.wire.AccessRule;
import io.dunlin.fleet.enroll.ConnectAuthorizer;
import io.dunlin.samples.quickstart.stage.Console;
import io.dunlin.samples.quickstart.stage.Message;
import java.nio.file.Path;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;

/** A real MQTT 5 broker in a JVM of its own: ActiveMQ Artemis, with mutual TLS and durable sessions. */
public final class BrokerProcess {

    private BrokerProcess() {}

    /** Starts the broker. Settings: {@code port}, {@code directory}, {@code anchors}, the file of trust anchors. */
    public static void main(String[] arguments) throws Exception {
        Console console = Console.open(arguments);
        Message settings = console.settings();
        long port = settings.number("port");
        Path directory = Path.of(settings.text("directory"));
        Path data = directory.resolve("data");
        Path key = directory.resolve("broker.pem");
        String trust = settings.text("anchors");
        Configuration configuration = new ConfigurationImpl()
                .setSecurityEnabled(true)
                .setPersistenceEnabled(true)
                .setJournalType(JournalType.NIO)
                .setJournalFileSize(1 << 20)
                .setJournalMinFiles(2)
                .setJournalDirectory(data.resolve("journal").toString())
                .setBindingsDirectory(data.resolve("bindings").toString())
                .setLargeMessagesDirectory(data.resolve("large").toString())
                .setPagingDirectory(data.resolve("paging").toString())
                .setMessageCounterEnabled(false)
                .setJMXManagementEnabled(false)
                .setMaxDiskUsage(-1)
                .addAddressSetting(
                        "#", new AddressSettings().setAutoDeleteQueues(false).setAutoDeleteAddresses(false))
                .addAcceptorConfiguration(
                        "mqtts",
                        "tcp://127.0.0.1:" + port + "?protocols=MQTT;sslEnabled=true;needClientAuth=true;useEpoll=false"
                                + ";enabledProtocols=TLSv1.3,TLSv1.2;keyStoreType=PEM;keyStorePassword=unused"
                                + ";trustStoreType=PEM;trustStorePassword=unused;keyStorePath=" + key
                                + ";trustStorePath=" + trust);
        // The client id is checked against the certificate at every connect, so no answer of yesterday may be reused.
        configuration.setAuthenticationCacheSize(0);
        configuration.setAuthorizationCacheSize(0);
        EmbeddedActiveMQ broker = new EmbeddedActiveMQ();
        broker.setConfiguration(configuration);
        AccessRule rule = new AccessRule(Tenant.DEFAULT, "fleet");
        // The registry's file belongs to the fleet's process, so this one goes by names.
        broker.setSecurityManager(new BrokerAccess(rule, ConnectAuthorizer.ofNames(rule)));
        broker.start();
        Intruder intruder = new BrokerIntruder(broker.getActiveMQServer()).intruder();
        Console.tell("ready", "port", port);
        console.obey(intruder::obey);
        Runtime.getRuntime().halt(0);
    }
}
