/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.mqtt.session;

import io.dunlin.mqtt.codec.Auth;
import io.dunlin.mqtt.codec.Property;
import io.dunlin.mqtt.codec.PropertySet;
import io.dunlin.mqtt.codec.ReasonCode;
import org.jspecify.annotations.Nullable;

/** The exchanges of one connection's enhanced authentication. */
final class Authentication {

    private static final byte[] NOTHING = {};

    private final Connection connection;
    private final @Nullable Authenticator authenticator;

    /** The exchange that is under way, if one is. */
    private Authenticator.@Nullable Exchange exchange;

    Authentication(Connection connection, @Nullable Authenticator authenticator) {
        this.connection = connection;
        this.authenticator = authenticator;
    }

    /** Returns the data of CONNECT; null without enhanced authentication. */
    byte @Nullable [] begin() {
        if (authenticator == null) {
            return null;
        }
        exchange = authenticator.begin();
        return exchange.first();
    }

    /** Begins again on a connection that is up; returns whether that is possible. */
    boolean beginAgain(long now) {
        if (authenticator == null || exchange != null) {
            return false;
        }
        byte[] first = begin();
        send(ReasonCode.RE_AUTHENTICATE, first == null ? NOTHING : first, now);
        return true;
    }

    /** Takes AUTH. */
    void received(Auth auth, boolean isUp, long now) {
        if (exchange == null || !isOfMethod(auth.properties())) {
            fail(exchange == null ? "AUTH is not expected" : "another authentication method", now);
        } else if (auth.reason() == ReasonCode.CONTINUE_AUTHENTICATION) {
            send(ReasonCode.CONTINUE_AUTHENTICATION, exchange.answer(data(auth.properties())), now);
        } else if (isUp && auth.reason() == ReasonCode.SUCCESS) {
            finish(auth.properties(), now);
        } else {
            fail("AUTH with " + auth.reason(), now);
        }
    }

    /** CONNACK has come; returns whether the connection goes on. */
    boolean accepted(PropertySet properties, long now) {
        if (authenticator == null) {
            return true;
        }
        if (!isOfMethod(properties)) {
            fail("CONNACK with another authentication method", now);
            return false;
        }
        return finish(properties, now);
    }

    private boolean finish(PropertySet properties, long now) {
        Authenticator.Exchange ended = exchange;
        exchange = null;
        if (ended == null || ended.accept(data(properties))) {
            return true;
        }
        connection.fail(ReasonCode.UNSPECIFIED_ERROR, "the server did not prove who it is", now);
        return false;
    }

    private boolean isOfMethod(PropertySet properties) {
        return authenticator != null && authenticator.method().equals(properties.text(Property.AUTHENTICATION_METHOD));
    }

    private void fail(String why, long now) {
        connection.fail(ReasonCode.PROTOCOL_ERROR, why, now);
    }

    private void send(ReasonCode reason, byte[] data, long now) {
        if (authenticator == null) {
            throw new IllegalStateException("no authentication method");
        }
        PropertySet.Builder properties =
                PropertySet.builder().set(Property.AUTHENTICATION_METHOD, authenticator.method());
        if (data.length > 0) {
            properties.set(Property.AUTHENTICATION_DATA, data);
        }
        connection.send(new Auth(reason, properties.build()), now);
    }

    private static byte[] data(PropertySet properties) {
        byte[] data = properties.binary(Property.AUTHENTICATION_DATA);
        return data == null ? NOTHING : data;
    }
}
