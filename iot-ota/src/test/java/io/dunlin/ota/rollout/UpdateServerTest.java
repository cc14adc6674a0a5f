/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.core.DeviceId;
import io.dunlin.ota.delta.Digest;
import io.dunlin.ota.delta.JcaSha256;
import io.dunlin.ota.update.UpdateEvent;
import io.dunlin.ota.update.UpdateMessage;
import io.dunlin.ota.update.UpdateReason;
import io.dunlin.ota.update.UpdateState;
import io.dunlin.ota.update.UpdateWire;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class UpdateServerTest {

    private static final DeviceId PUMP = new DeviceId("pump-7");
    private static final byte[] PAYLOAD = new byte[1000];
    private static final Digest DIGEST = Digest.compute(PAYLOAD, JcaSha256::new);

    private final List<UpdateMessage> sent = new ArrayList<>();
    private final List<UpdateEvent> recorded = new ArrayList<>();
    private final UpdateServer server = new UpdateServer(
            new BlockSource() {
                @Override
                public long length(Digest payload) {
                    return payload.equals(DIGEST) ? PAYLOAD.length : -1;
                }

                @Override
                public byte[] read(Digest payload, long offset, int length) {
                    return Arrays.copyOfRange(PAYLOAD, (int) offset, (int) offset + length);
                }
            },
            new UpdateServer.Output() {
                @Override
                public void send(DeviceId device, byte[] message) {
                    sent.add(UpdateWire.decode(message));
                }

                @Override
                public void record(DeviceId device, UpdateEvent event) {
                    recorded.add(event);
                }
            });

    private boolean request(Digest payload, long offset, int length, int block) {
        return server.receive(PUMP, UpdateWire.encode(new UpdateMessage.BlockRequest(payload, offset, length, block)));
    }

    @Test
    void request_isAnsweredInAscendingBlocks() {
        assertThat(request(DIGEST, 100, 900, 400)).isTrue();

        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (UpdateMessage message : sent) {
            UpdateMessage.Block block = (UpdateMessage.Block) message;
            assertThat(block.offset()).isEqualTo(100 + all.size());
            all.writeBytes(block.bytes());
        }
        assertThat(sent).hasSize(3);
        assertThat(all.toByteArray()).isEqualTo(Arrays.copyOfRange(PAYLOAD, 100, 1000));
    }

    @Test
    void request_isNotAnswered_whenUnknownBeyondTheEndOrTooMuch() {
        assertThat(request(Digest.of(new byte[32]), 0, 10, 10)).isFalse();
        assertThat(request(DIGEST, 0, 1001, 400)).isFalse();
        assertThat(request(DIGEST, Long.MAX_VALUE, 1, 1)).isFalse();
        assertThat(request(DIGEST, 0, Integer.MAX_VALUE, 400)).isFalse();
        assertThat(request(DIGEST, 0, 1000, 1)).isFalse();
        assertThat(server.receive(PUMP, new byte[] {1, 2, 3})).isFalse();
        assertThat(server.receive(PUMP, UpdateWire.encode(new UpdateMessage.EventAck(3))))
                .isFalse();
        assertThat(sent).isEmpty();
    }

    @Test
    void event_isAcknowledgedOnlyWhenRecorded() {
        UpdateEvent event = new UpdateEvent(4, "spring", 11, UpdateState.CONFIRMED, UpdateReason.NONE, "");
        server.receive(PUMP, UpdateWire.encode(new UpdateMessage.Event(event)));
        assertThat(recorded).containsExactly(event);
        assertThat(sent).isEmpty();
        server.recorded(PUMP, 4);
        server.recorded(PUMP, 0);

        assertThat(sent).containsExactly(new UpdateMessage.EventAck(4));
    }

    @Test
    void offersAndCancels_areSentAsGiven() {
        server.offer(PUMP, new byte[] {7});
        server.cancel(PUMP, "spring");

        assertThat(((UpdateMessage.Offer) sent.get(0)).manifest()).containsExactly(7);
        assertThat(sent.get(1)).isEqualTo(new UpdateMessage.Cancel("spring"));
    }
}
