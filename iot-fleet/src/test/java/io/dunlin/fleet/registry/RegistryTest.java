/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.fleet.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.core.DeviceId;
import io.dunlin.core.RandomSource;
import io.dunlin.core.Tenant;
import io.dunlin.fleet.engines.TestDatabase;
import io.dunlin.fleet.engines.TestEngine;
import io.dunlin.fleet.store.Database;
import io.dunlin.fleet.store.StoreException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.time.Instant;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestEngine.class)
class RegistryTest {

    private static final DeviceId PUMP = new DeviceId("pump-1");
    private static final byte[] KEY = {1, 2, 3};
    private static final byte[] OTHER_KEY = {1, 2, 4};

    private TestDatabase tables;
    private Database database;
    private final TestEngine engine;
    private Registry registry;
    private ClaimTokens tokens;

    RegistryTest(TestEngine engine) {
        this.engine = engine;
    }

    @BeforeEach
    void open() throws IOException {
        tables = engine.open();
        database = tables.database();
        registry = new Registry(database, Tenant.DEFAULT);
        SplittableRandom bits = new SplittableRandom(1);
        RandomSource random = bits::nextLong;
        tokens = new ClaimTokens(database, Tenant.DEFAULT, random);
    }

    @AfterEach
    void close() {
        tables.close();
    }

    @Test
    void register_addsOnce_andChangesTheProfileLater() throws StoreException {
        assertThat(registry.find(PUMP)).isEmpty();
        assertThat(registry.register(PUMP, "pump")).isTrue();
        assertThat(registry.register(PUMP, "pump-v2")).isFalse();
        DeviceRecord record = registry.find(PUMP).orElseThrow();
        assertThat(record.profile()).isEqualTo("pump-v2");
        assertThat(record.status()).isEqualTo(DeviceRecord.Status.REGISTERED);
        assertThat(record.status().mayConnect()).isFalse();
        assertThat(record.enrolledAt()).isEmpty();
    }

    @Test
    void tenants_doNotSeeEachOther() throws StoreException {
        registry.register(PUMP, "pump");
        assertThat(new Registry(database, new Tenant("acme")).find(PUMP)).isEmpty();
    }

    @Test
    void list_pagesByName() throws StoreException {
        for (String name : new String[] {"c", "a", "b"}) {
            registry.register(new DeviceId(name), "x");
        }
        assertThat(registry.list("", 2))
                .extracting(record -> record.id().value())
                .containsExactly("a", "b");
        assertThat(registry.list("b", 2))
                .extracting(record -> record.id().value())
                .containsExactly("c");
    }

    @Test
    void enrolled_makesARegisteredDeviceActive_butNotASuspendedOne() throws StoreException {
        registry.register(PUMP, "pump");
        registry.enrolled(PUMP, 1000);
        registry.enrolled(PUMP, 2000);
        assertThat(registry.find(PUMP).orElseThrow().enrolledAt()).contains(Instant.ofEpochMilli(1000));
        assertThat(registry.find(PUMP).orElseThrow().status().mayConnect()).isTrue();
        assertThat(registry.setStatus(PUMP, DeviceRecord.Status.SUSPENDED)).isTrue();
        registry.enrolled(PUMP, 3000);
        assertThat(registry.find(PUMP).orElseThrow().status()).isEqualTo(DeviceRecord.Status.SUSPENDED);
    }

    @Test
    void revoked_isForGood() throws StoreException {
        registry.register(PUMP, "pump");
        assertThat(registry.setStatus(PUMP, DeviceRecord.Status.REVOKED)).isTrue();
        assertThat(registry.setStatus(PUMP, DeviceRecord.Status.ACTIVE)).isFalse();
        assertThat(registry.setStatus(new DeviceId("nobody"), DeviceRecord.Status.ACTIVE))
                .isFalse();
    }

    @Test
    void seen_keepsTheLastHeartbeat() throws StoreException {
        registry.register(PUMP, "pump");
        assertThat(registry.health(PUMP)).isEmpty();
        registry.seen(PUMP, 5000, KEY);
        assertThat(registry.health(PUMP)).hasValue(KEY);
        assertThat(registry.find(PUMP).orElseThrow().lastSeenAt()).contains(Instant.ofEpochMilli(5000));
    }

    @Test
    void claimToken_isGoodForOneKeyOnly_andAgainForThatKey() throws StoreException {
        String token = tokens.issue(PUMP, 1000);
        assertThat(token).matches("[A-Za-z0-9_-]{32}");
        assertThat(tokens.redeem(digest(token), PUMP, KEY, 999)).isEqualTo(ClaimTokens.Answer.ACCEPTED);
        assertThat(tokens.redeem(digest(token), PUMP, KEY, 9999)).isEqualTo(ClaimTokens.Answer.ACCEPTED);
        assertThat(tokens.redeem(digest(token), PUMP, OTHER_KEY, 999)).isEqualTo(ClaimTokens.Answer.USED);
    }

    @Test
    void claimToken_isRefusedWhenLateStrangeOrForAnother() throws StoreException {
        String token = tokens.issue(PUMP, 1000);
        assertThat(tokens.redeem(digest(token), PUMP, KEY, 1001)).isEqualTo(ClaimTokens.Answer.EXPIRED);
        assertThat(tokens.redeem(digest(token), new DeviceId("pump-2"), KEY, 1)).isEqualTo(ClaimTokens.Answer.UNKNOWN);
        assertThat(tokens.redeem(digest("guess"), PUMP, KEY, 1)).isEqualTo(ClaimTokens.Answer.UNKNOWN);
    }

    @Test
    void claimToken_isNotInTheDatabaseInTheClear() throws StoreException {
        String token = tokens.issue(PUMP, 1000);
        byte[] stored = database.transaction("read", c -> {
            try (ResultSet row = c.createStatement().executeQuery("SELECT digest FROM claim_token")) {
                row.next();
                return row.getBytes(1);
            }
        });
        assertThat(new String(stored, StandardCharsets.ISO_8859_1)).doesNotContain(token);
        assertThat(stored).hasSize(32);
    }

    private static byte[] digest(String token) {
        return io.dunlin.security.enroll.ClaimTokens.digest(token);
    }
}
