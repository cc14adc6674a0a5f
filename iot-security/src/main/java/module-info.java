/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */

/** Device identity, enrolment, certificate rotation and signed commands. */
module io.dunlin.security {
    requires static transitive org.jspecify;
    requires transitive io.dunlin.core;
    requires java.naming;
    requires java.net.http;
    requires org.slf4j;
    // The local authority and the EST server alone; a device needs none of these.
    requires static org.bouncycastle.pkix;
    requires static org.bouncycastle.provider;
    requires static io.netty.buffer;
    requires static io.netty.codec;
    requires static io.netty.codec.http;
    requires static io.netty.common;
    requires static io.netty.handler;
    requires static io.netty.transport;

    exports io.dunlin.security.enroll;
    exports io.dunlin.security.enroll.local;
    exports io.dunlin.security.est;
    exports io.dunlin.security.est.netty;
    exports io.dunlin.security.identity;
    exports io.dunlin.security.rotate;
    exports io.dunlin.security.rotate.agent;
    exports io.dunlin.security.sign;
    exports io.dunlin.security.sign.jca;
    exports io.dunlin.security.trust;
}
