/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.session;

import io.dunlin.mqtt.codec.DecodeLimits;
import io.dunlin.mqtt.codec.ProtocolVersion;
import io.dunlin.mqtt.codec.UserProperty;
import io.dunlin.mqtt.codec.Will;
import io.dunlin.mqtt.session.QueueRule.WhenFull;
import io.dunlin.mqtt.session.SessionConfig.CredentialSource;
import io.dunlin.mqtt.session.SessionConfig.Credentials;
import io.dunlin.mqtt.session.SessionConfig.LostSession;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects what differs from the defaults. */
public final class SessionConfigBuilder {
    private final String clientId;
    private int keepAliveSeconds = 60;
    private long pingTimeoutNanos;
    private long connectTimeoutNanos = 10 * SessionConfig.SECOND;
    private long sessionExpirySeconds = 3600;
    private boolean adoptSession;
    private int receiveMaximum = 64;
    private int topicAliasMaximum = 16;
    private DecodeLimits limits = DecodeLimits.DEFAULT;
    private final List<QueueRule> queueRules = new ArrayList<>(0);
    private QueueRule queueRule = new QueueRule("#", true, WhenFull.REFUSE, 1000, 4L << 20);
    private LostSession lostSession = LostSession.REPUBLISH;
    private @Nullable CredentialSource credentials;
    private @Nullable Will will;
    private ProtocolVersion version = ProtocolVersion.V5;
    private int maxInFlight = 65_535;
    private int sendTopicAliases = 16;
    private boolean problemInformation = true;
    private boolean responseInformation;
    private final List<UserProperty> userProperties = new ArrayList<>(0);
    private @Nullable Authenticator authenticator;

    SessionConfigBuilder(String clientId) {
        this.clientId = clientId;
    }

    /**
     * Sets the keep-alive.
     *
     * @param seconds 0 to 65 535
     * @return this
     */
    public SessionConfigBuilder keepAliveSeconds(int seconds) {
        keepAliveSeconds = seconds;
        return this;
    }

    /**
     * Sets the time to wait for an answer to PINGREQ.
     *
     * @param nanos 0 means half the keep-alive, at most 10 seconds
     * @return this
     */
    public SessionConfigBuilder pingTimeoutNanos(long nanos) {
        pingTimeoutNanos = nanos;
        return this;
    }

    /**
     * Sets the time to wait for CONNACK.
     *
     * @param nanos at least 1
     * @return this
     */
    public SessionConfigBuilder connectTimeoutNanos(long nanos) {
        connectTimeoutNanos = nanos;
        return this;
    }

    /**
     * Sets the session's life after the connection.
     *
     * @param seconds 0 to 0xFFFFFFFF
     * @return this
     */
    public SessionConfigBuilder sessionExpirySeconds(long seconds) {
        sessionExpirySeconds = seconds;
        return this;
    }

    /**
     * Sets whether to go on with the session of an earlier process.
     *
     * @param adopt whether
     * @return this
     */
    public SessionConfigBuilder adoptSession(boolean adopt) {
        adoptSession = adopt;
        return this;
    }

    /**
     * Sets how many messages may wait for acknowledgement by the application. Memory has to be there for 16 times
     * as many, since some brokers send more than they are asked to.
     *
     * @param messages 1 to 65 535
     * @return this
     */
    public SessionConfigBuilder receiveMaximum(int messages) {
        receiveMaximum = messages;
        return this;
    }

    /**
     * Sets how many topic aliases the server may use.
     *
     * @param aliases 0 to 65 535
     * @return this
     */
    public SessionConfigBuilder topicAliasMaximum(int aliases) {
        topicAliasMaximum = aliases;
        return this;
    }

    /**
     * Sets what a packet may hold.
     *
     * @param decodeLimits the limits
     * @return this
     */
    public SessionConfigBuilder limits(DecodeLimits decodeLimits) {
        limits = decodeLimits;
        return this;
    }

    /**
     * Sets how much may wait for the window or the connection of what no rule fits.
     *
     * @param messages how many messages
     * @param bytes how many bytes of payload
     * @return this
     */
    public SessionConfigBuilder queue(int messages, long bytes) {
        queueRule = new QueueRule("#", queueRule.durable(), queueRule.whenFull(), messages, bytes);
        return this;
    }

    /**
     * Adds a rule for messages to some topics. Of several the first that was added and fits counts.
     *
     * @param rule how they wait
     * @return this
     */
    public SessionConfigBuilder queueRule(QueueRule rule) {
        queueRules.add(rule);
        return this;
    }

    /**
     * Sets how messages wait that no rule fits.
     *
     * @param rule how they wait; its filter does not matter
     * @return this
     */
    public SessionConfigBuilder otherwise(QueueRule rule) {
        queueRule = rule;
        return this;
    }

    /**
     * Sets what happens if the server has lost the session.
     *
     * @param policy what
     * @return this
     */
    public SessionConfigBuilder lostSession(LostSession policy) {
        lostSession = policy;
        return this;
    }

    /**
     * Sets user name and password.
     *
     * @param nameAndPassword both, or null for none
     * @return this
     */
    public SessionConfigBuilder credentials(@Nullable Credentials nameAndPassword) {
        credentials = nameAndPassword == null ? null : () -> nameAndPassword;
        return this;
    }

    /**
     * Sets who is asked for user name and password at every connect.
     *
     * @param source knows them
     * @return this
     */
    public SessionConfigBuilder credentialSource(CredentialSource source) {
        credentials = source;
        return this;
    }

    /**
     * Sets the version of the protocol.
     *
     * @param protocol MQTT 5 if not set
     * @return this
     */
    public SessionConfigBuilder version(ProtocolVersion protocol) {
        version = protocol;
        return this;
    }

    /**
     * Sets how many messages of QoS 1 and 2 are sent before the first of them is acknowledged.
     *
     * @param messages 1 to 65 535; the server may want fewer
     * @return this
     */
    public SessionConfigBuilder maxInFlight(int messages) {
        maxInFlight = messages;
        return this;
    }

    /**
     * Sets how many topic aliases this client uses; the topics that were published to last have them.
     *
     * @param aliases 0 to 65 535; the server may want fewer
     * @return this
     */
    public SessionConfigBuilder sendTopicAliases(int aliases) {
        sendTopicAliases = aliases;
        return this;
    }

    /**
     * Sets whether the server may send reason strings and user properties beyond CONNACK, PUBLISH and DISCONNECT.
     *
     * @param wanted whether
     * @return this
     */
    public SessionConfigBuilder problemInformation(boolean wanted) {
        problemInformation = wanted;
        return this;
    }

    /**
     * Sets whether to ask for {@link Negotiated#responseInformation}.
     *
     * @param wanted whether
     * @return this
     */
    public SessionConfigBuilder responseInformation(boolean wanted) {
        responseInformation = wanted;
        return this;
    }

    /**
     * Adds a user property of CONNECT.
     *
     * @param property name and value
     * @return this
     */
    public SessionConfigBuilder userProperty(UserProperty property) {
        userProperties.add(property);
        return this;
    }

    /**
     * Sets who proves the client's identity by challenge and response.
     *
     * @param proof the method; null for none
     * @return this
     */
    public SessionConfigBuilder authenticator(@Nullable Authenticator proof) {
        authenticator = proof;
        return this;
    }

    /**
     * Sets the Will.
     *
     * @param lastWill the Will, or null for none
     * @return this
     */
    public SessionConfigBuilder will(@Nullable Will lastWill) {
        will = lastWill;
        return this;
    }

    /**
     * Makes the configuration.
     *
     * @return a valid configuration
     */
    public SessionConfig build() {
        return new SessionConfig(
                clientId,
                keepAliveSeconds,
                pingTimeoutNanos,
                connectTimeoutNanos,
                sessionExpirySeconds,
                adoptSession,
                receiveMaximum,
                topicAliasMaximum,
                limits,
                queueRules,
                queueRule,
                lostSession,
                credentials,
                will,
                version,
                maxInFlight,
                sendTopicAliases,
                problemInformation,
                responseInformation,
                userProperties,
                authenticator);
    }
}
