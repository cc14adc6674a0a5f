/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.core.Tenant;
import org.junit.jupiter.api.Test;

class AccessRuleTest {

    private final AccessRule rule = new AccessRule(Tenant.DEFAULT, "fleet");

    @Test
    void mayConnect_onlyUnderTheNameOfTheCertificate() {
        assertThat(rule.mayConnect("dev-1", "dev-1")).isTrue();
        assertThat(rule.mayConnect("dev-1", "dev-2")).isFalse();
        assertThat(rule.mayConnect("dev-1", "fleet")).isFalse();
        assertThat(rule.mayConnect("fleet", "fleet")).isTrue();
        assertThat(rule.mayConnect("a/b", "a/b")).isFalse();
    }

    @Test
    void mayPublish_aDeviceOnlyUpwardsAsItself() {
        assertThat(rule.mayPublish("dev-1", "dunlin/v1/_/dev-1/up/telemetry")).isTrue();
        assertThat(rule.mayPublish("dev-1", "dunlin/v1/_/dev-2/up/telemetry")).isFalse();
        assertThat(rule.mayPublish("dev-1", "dunlin/v1/_/dev-1/down/command")).isFalse();
        assertThat(rule.mayPublish("dev-1", "dunlin/v1/acme/dev-1/up/telemetry"))
                .isFalse();
        assertThat(rule.mayPublish("dev-1", "anything/else")).isFalse();
    }

    @Test
    void mayPublish_theFleetOnlyDownwards() {
        assertThat(rule.mayPublish("fleet", "dunlin/v1/_/dev-1/down/command")).isTrue();
        assertThat(rule.mayPublish("fleet", "dunlin/v1/_/dev-1/up/telemetry")).isFalse();
    }

    @Test
    void maySubscribe_aDeviceOnlyToItsOwnDownwardTopics() {
        assertThat(rule.maySubscribe("dev-1", "dunlin/v1/_/dev-1/down/+")).isTrue();
        assertThat(rule.maySubscribe("dev-1", "dunlin/v1/_/dev-1/down/twin")).isTrue();
        assertThat(rule.maySubscribe("dev-1", "dunlin/v1/_/dev-2/down/+")).isFalse();
        assertThat(rule.maySubscribe("dev-1", "dunlin/v1/_/dev-1/up/twin")).isFalse();
        assertThat(rule.maySubscribe("dev-1", "dunlin/v1/_/+/down/+")).isFalse();
        assertThat(rule.maySubscribe("dev-1", "#")).isFalse();
        assertThat(rule.maySubscribe("+", "dunlin/v1/_/+/down/+")).isFalse();
    }

    @Test
    void maySubscribe_theFleetToWhatAllDevicesSend() {
        assertThat(rule.maySubscribe("fleet", "dunlin/v1/_/+/up/+")).isTrue();
        assertThat(rule.maySubscribe("fleet", "#")).isFalse();
    }
}
