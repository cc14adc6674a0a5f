/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class VocabularyTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"a", "pump-7", "A_1.b-c", "0123456789012345678901234567890123456789012345678901234567890123"})
    void deviceId_acceptsWhatIsSafeEverywhere(String name) {
        assertThat(new DeviceId(name)).hasToString(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-a",
                ".a",
                "_a",
                "a/b",
                "a+b",
                "a#",
                "ä",
                "a b",
                "a\u0000",
                "..",
                "01234567890123456789012345678901234567890123456789012345678901234"
            })
    void deviceId_refusesWhatIsNot(String name) {
        assertThat(DeviceId.isValid(name)).isFalse();
        assertThatThrownBy(() -> new DeviceId(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(name);
    }

    @Test
    void tenant_isEmptyOrANameLikeADevices() {
        assertThat(Tenant.DEFAULT.value()).isEmpty();
        assertThat(new Tenant("acme")).hasToString("acme");
        assertThatThrownBy(() -> new Tenant("_")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void bootEpoch_countsUpFromOne() {
        assertThat(new BootEpoch(1).next()).isEqualTo(new BootEpoch(2)).isGreaterThan(new BootEpoch(1));
        assertThatThrownBy(() -> new BootEpoch(0)).hasMessageContaining("got 0");
        assertThatThrownBy(() -> new BootEpoch(Long.MAX_VALUE).next()).isInstanceOf(ArithmeticException.class);
    }

    @Test
    void capabilities_refuseWhatNoLinkCanBe() {
        assertThatThrownBy(() -> new Capabilities("x", 255, 1, true, true)).hasMessageContaining("got 255");
        assertThatThrownBy(() -> new Capabilities("x", 256, 0, true, true)).hasMessageContaining("got 0");
    }

    @ParameterizedTest
    @EnumSource(Channel.class)
    void channel_isFoundByItsSegment(Channel channel) {
        assertThat(Channel.ofSegment(channel.segment())).isEqualTo(channel);
    }

    @Test
    void channel_refusesAnUnknownSegment() {
        assertThatThrownBy(() -> Channel.ofSegment("TWIN")).hasMessageContaining("\"TWIN\"");
    }

    @Test
    void limitExceeded_namesLimitValueAndPlace() {
        LimitExceeded error = new LimitExceeded("maxDepth", 8, 9, 3);
        assertThat(error).hasMessage("maxDepth is 8, the input asks for 9 at byte 3");
        assertThat(error.limit()).isEqualTo("maxDepth");
        assertThat(error.value()).isEqualTo(9);
        assertThat(error.offset()).isEqualTo(3);
        assertThat(new DecodeException("cut short", -1)).hasMessage("cut short");
    }

    @Test
    void storageException_carriesItsKind() {
        StorageException error =
                new StorageException(StorageException.Kind.FULL, "no room for a.seg", new RuntimeException());
        assertThat(error.kind()).isEqualTo(StorageException.Kind.FULL);
        assertThat(new StorageException(StorageException.Kind.LOCKED, "held"))
                .hasMessage("held")
                .hasNoCause();
    }

    @Test
    void sendOutcome_saysWhatIsWorthTryingAgain() {
        assertThat(SendOutcome.NOT_CONNECTED.retryable()).isTrue();
        assertThat(SendOutcome.UNKNOWN.retryable()).isTrue();
        assertThat(SendOutcome.TOO_LARGE.retryable()).isFalse();
        assertThat(SendOutcome.REFUSED.retryable()).isFalse();
        Link.Report.IGNORE.sent(SendOutcome.ACCEPTED);
    }
}
