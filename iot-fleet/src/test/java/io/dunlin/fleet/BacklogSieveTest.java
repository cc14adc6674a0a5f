/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.core.BootEpoch;
import io.dunlin.core.Channel;
import io.dunlin.core.Checksum;
import io.dunlin.core.DeviceId;
import io.dunlin.core.telemetry.ColumnLimits;
import io.dunlin.core.telemetry.Incarnation;
import io.dunlin.core.telemetry.Schema;
import io.dunlin.core.telemetry.SchemaRef;
import io.dunlin.core.telemetry.SeqRange;
import io.dunlin.core.telemetry.Stream;
import io.dunlin.core.telemetry.TelemetryWriter;
import io.dunlin.core.telemetry.UpMessage;
import io.dunlin.fleet.store.GroupCommit.Lane;
import java.util.List;
import org.junit.jupiter.api.Test;

class BacklogSieveTest {

    private static final DeviceId PUMP = new DeviceId("pump-1");
    private static final Incarnation STORE = new Incarnation(1, 2);

    private final TelemetryWriter writer = new TelemetryWriter(Checksum.crc32c());
    private final BacklogSieve sieve = new BacklogSieve(ColumnLimits.DEFAULT);

    private Lane batch(DeviceId device, Incarnation store, long epoch, long seq) {
        byte[] message = writer.write(
                new UpMessage.Batch(store, new BootEpoch(epoch), seq, new SchemaRef(1, 1), 10, 1, new byte[] {1}));
        return sieve.laneOf(device, Channel.TELEMETRY, message);
    }

    @Test
    void whatIsBehindTheNewest_isBacklog_byDeviceAndStore() {
        assertThat(batch(PUMP, STORE, 2, 50)).isEqualTo(Lane.LIVE);
        assertThat(batch(PUMP, STORE, 2, 51)).isEqualTo(Lane.LIVE);
        assertThat(batch(PUMP, STORE, 1, 3)).isEqualTo(Lane.BACKLOG);
        assertThat(batch(PUMP, STORE, 2, 51)).isEqualTo(Lane.LIVE);
        assertThat(batch(new DeviceId("other"), STORE, 1, 3)).isEqualTo(Lane.LIVE);
        assertThat(batch(PUMP, new Incarnation(9, 9), 1, 3)).isEqualTo(Lane.LIVE);
    }

    @Test
    void schemas_goAheadOfTheirBatches_andOtherMessagesAreLive() {
        Schema schema = new Schema(1, List.of(Stream.ofDouble("t", "", 0)));
        assertThat(batch(PUMP, STORE, 2, 50)).isEqualTo(Lane.LIVE);
        byte[] old = writer.write(new UpMessage.Announcement(STORE, new BootEpoch(1), 1, schema));
        assertThat(sieve.laneOf(PUMP, Channel.TELEMETRY, old)).isEqualTo(Lane.LIVE);
        byte[] gap = writer.write(new UpMessage.Gap(STORE, new BootEpoch(2), new SeqRange(1, 9)));
        assertThat(sieve.laneOf(PUMP, Channel.TELEMETRY, gap)).isEqualTo(Lane.LIVE);
        assertThat(sieve.laneOf(PUMP, Channel.TELEMETRY, new byte[] {1})).isEqualTo(Lane.LIVE);
        assertThat(sieve.laneOf(PUMP, Channel.TWIN, old)).isEqualTo(Lane.LIVE);
    }
}
