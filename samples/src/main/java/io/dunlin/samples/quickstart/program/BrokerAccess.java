/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.samples.quickstart.program;

import io.dunlin.core.wire.AccessRule;
import io.dunlin.fleet.enroll.ConnectAuthorizer;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import javax.security.auth.Subject;
import org.apache.activemq.artemis.core.security.CheckType;
import org.apache.activemq.artemis.core.security.Role;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;
import org.apache.activemq.artemis.spi.core.security.ActiveMQSecurityManager5;
import org.apache.activemq.artemis.spi.core.security.jaas.UserPrincipal;
import org.apache.activemq.artemis.utils.CertificateUtil;
import org.jspecify.annotations.Nullable;

/**
 * The broker's access rule of {@code docs/wire.md} as a plug-in for ActiveMQ Artemis: a device is who its certificate
 * says, and can neither report nor listen as another. Thread-safe.
 */
final class BrokerAccess implements ActiveMQSecurityManager5 {

    private final AccessRule rule;
    private final ConnectAuthorizer authorizer;

    BrokerAccess(AccessRule rule, ConnectAuthorizer authorizer) {
        this.rule = rule;
        this.authorizer = authorizer;
    }

    @Override
    public @Nullable Subject authenticate(
            @Nullable String user, @Nullable String password, RemotingConnection connection, @Nullable String domain) {
        X509Certificate[] chain = CertificateUtil.getCertsFromConnection(connection);
        String clientId = connection.getClientID();
        if (chain == null
                || clientId == null
                || !authorizer.authorize(List.of(chain), clientId).isAdmitted()) {
            return null;
        }
        Subject subject = new Subject();
        subject.getPrincipals().add(new UserPrincipal(clientId));
        return subject;
    }

    @Override
    public boolean authorize(Subject subject, Set<Role> roles, CheckType check, String address) {
        UserPrincipal identity =
                subject.getPrincipals(UserPrincipal.class).stream().findFirst().orElse(null);
        if (identity == null) {
            return false;
        }
        // Artemis writes topics with dots and the single-level wildcard as a star; a subscription as address::queue.
        int queue = address.indexOf("::");
        String topic = (queue < 0 ? address : address.substring(0, queue))
                .replace('.', '/')
                .replace('*', '+');
        return switch (check) {
            case SEND -> rule.mayPublish(identity.getName(), topic);
            case CONSUME,
                    BROWSE,
                    CREATE_DURABLE_QUEUE,
                    CREATE_NON_DURABLE_QUEUE,
                    DELETE_DURABLE_QUEUE,
                    DELETE_NON_DURABLE_QUEUE -> rule.maySubscribe(identity.getName(), topic);
            case CREATE_ADDRESS, DELETE_ADDRESS ->
                rule.maySubscribe(identity.getName(), topic) || rule.mayPublish(identity.getName(), topic);
            default -> false;
        };
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
