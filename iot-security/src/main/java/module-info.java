/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */

/** Device identity, enrolment, certificate rotation and signed commands. */
module io.dunlin.security {
    requires static transitive org.jspecify;
    requires transitive io.dunlin.core;
    requires org.slf4j;
    requires java.net.http;

    exports io.dunlin.security.sign;
    exports io.dunlin.security.sign.jca;
}
