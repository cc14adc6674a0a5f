/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dunlin.core.DecodeException;
import io.dunlin.core.StorageException;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class AtomicFileTest {

    private final MemoryStorage storage = new MemoryStorage();
    private final AtomicFile file = new AtomicFile(storage, "value", 100);

    @Test
    void value_isReplacedAndDeleted() throws IOException {
        assertThat(file.read()).isNull();
        file.write(new byte[] {1, 2});
        file.write(new byte[] {3});
        assertThat(file.read()).containsExactly(3);
        file.write(new byte[0]);
        assertThat(file.read()).isEmpty();
        file.delete();
        assertThat(file.read()).isNull();
        assertThat(storage.list()).isEmpty();
    }

    @Test
    void failedWrite_keepsTheOldValue() throws IOException {
        file.write(new byte[] {1});
        storage.failForces(1);
        assertThatThrownBy(() -> file.write(new byte[] {2})).isInstanceOf(StorageException.class);
        assertThat(file.read()).containsExactly(1);
    }

    @Test
    void damage_isDetected_inEveryBit() throws IOException {
        file.write(new byte[] {1, 2, 3, 4, 5});
        byte[] whole = storage.bytes("value").clone();
        for (int bit = 0; bit < 8 * whole.length; bit++) {
            byte[] damaged = whole.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            storage.put("value", damaged);
            boolean version = bit / 8 >= 4 && bit / 8 < 8;
            assertThatThrownBy(file::read)
                    .isInstanceOfAny(
                            DecodeException.class, version ? NewerFormatException.class : DecodeException.class);
        }
        for (int length = 0; length < whole.length; length++) {
            storage.put("value", Arrays.copyOf(whole, length));
            assertThatThrownBy(file::read).isInstanceOf(DecodeException.class);
        }
    }

    @Test
    void tooLargeValue_isRefused() {
        assertThatThrownBy(() -> file.write(new byte[101])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new AtomicFile(storage, "value", -1)).isInstanceOf(IllegalArgumentException.class);
    }
}
