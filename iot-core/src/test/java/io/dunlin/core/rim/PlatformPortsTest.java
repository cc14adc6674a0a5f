/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.rim;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class PlatformPortsTest {

    @Test
    void sha256_hasTheStandardsExample_andStartsAnew() {
        JdkSha256 digest = new JdkSha256();
        byte[] abc = "xabc".getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < 2; i++) {
            digest.update(abc, 1, 3);
            assertThat(HexFormat.of().formatHex(digest.digest()))
                    .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        }
    }

    @Test
    void random_fillsAndDiffers() {
        SystemRandom random = new SystemRandom();
        byte[] first = new byte[16];
        byte[] second = new byte[16];
        random.nextBytes(first);
        random.nextBytes(second);
        assertThat(first).isNotEqualTo(second);
        assertThat(random.nextLong()).isNotEqualTo(random.nextLong());
        assertThat(random.nextLong(1)).isZero();
    }
}
