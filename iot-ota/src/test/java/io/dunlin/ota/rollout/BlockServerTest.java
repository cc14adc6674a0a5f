/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.core.DeviceId;
import io.dunlin.ota.delta.Digest;
import io.dunlin.ota.delta.JcaSha256;
import io.dunlin.ota.update.UpdateMessage;
import io.dunlin.ota.update.UpdateWire;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class BlockServerTest {

    private static final DeviceId PUMP = new DeviceId("pump-7");
    private static final byte[] PAYLOAD = new byte[1000];
    private static final Digest DIGEST = Digest.compute(PAYLOAD, JcaSha256::new);

    private static final BlockServer.Source SOURCE = new BlockServer.Source() {
        @Override
        public long length(DeviceId device, Digest payload) {
            return payload.equals(DIGEST) && device.equals(PUMP) ? PAYLOAD.length : -1;
        }

        @Override
        public byte[] read(Digest payload, long offset, int length) {
            return Arrays.copyOfRange(PAYLOAD, (int) offset, (int) offset + length);
        }
    };

    private static List<byte[]> request(Digest payload, long offset, int length, int block) throws IOException {
        return BlockServer.answer(PUMP, new UpdateMessage.BlockRequest(payload, offset, length, block), SOURCE);
    }

    @Test
    void request_isAnsweredInAscendingBlocks() throws IOException {
        List<byte[]> sent = request(DIGEST, 100, 900, 400);

        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] message : sent) {
            UpdateMessage.Block block = (UpdateMessage.Block) UpdateWire.decode(message);
            assertThat(block.offset()).isEqualTo(100 + all.size());
            all.writeBytes(block.bytes());
        }
        assertThat(sent).hasSize(3);
        assertThat(all.toByteArray()).isEqualTo(Arrays.copyOfRange(PAYLOAD, 100, 1000));
    }

    @Test
    void request_isNotAnswered_whenUnknownBeyondTheEndOrTooMuch() throws IOException {
        assertThat(request(Digest.of(new byte[32]), 0, 10, 10)).isEmpty();
        assertThat(request(DIGEST, 0, 1001, 400)).isEmpty();
        assertThat(request(DIGEST, Long.MAX_VALUE, 1, 1)).isEmpty();
        assertThat(request(DIGEST, 0, Integer.MAX_VALUE, 400)).isEmpty();
        assertThat(request(DIGEST, 0, 1000, 1)).isEmpty();
        assertThat(request(DIGEST, 999, 1, Integer.MAX_VALUE)).hasSize(1);
    }

    @Test
    void request_isNotAnswered_whenThePayloadIsNotForThisDevice() throws IOException {
        UpdateMessage.BlockRequest request = new UpdateMessage.BlockRequest(DIGEST, 0, 10, 10);

        assertThat(BlockServer.answer(PUMP, request, SOURCE)).hasSize(1);
        assertThat(BlockServer.answer(new DeviceId("other"), request, SOURCE)).isEmpty();
    }
}
