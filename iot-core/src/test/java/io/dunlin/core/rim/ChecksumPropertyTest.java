/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.rim;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.core.Checksum;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** The oracle of the processor's CRC-32C is the one in plain Java, and the check value of its catalogue. */
class ChecksumPropertyTest {

    private final Checksum plain = Checksum.crc32c();
    private final Checksum fast = new JdkCrc32c();

    @Test
    void crc_hasTheCatalogueCheckValue() {
        byte[] digits = "123456789".getBytes(StandardCharsets.US_ASCII);
        assertThat(plain.update(0, digits, 0, 9)).isEqualTo(0xE3069283);
        assertThat(fast.update(0, digits, 0, 9)).isEqualTo(0xE3069283);
    }

    @Property
    void fastAndPlain_agree_fromAnyPreviousValue(@ForAll int previous, @ForAll byte[] bytes) {
        assertThat(fast.update(previous, bytes, 0, bytes.length))
                .isEqualTo(plain.update(previous, bytes, 0, bytes.length));
    }

    @Property
    void parts_composeToTheWhole(@ForAll byte[] bytes, @ForAll @IntRange(max = 1000) int at) {
        int cut = bytes.length == 0 ? 0 : at % bytes.length;
        int whole = fast.update(0, bytes, 0, bytes.length);
        int first = fast.update(0, bytes, 0, cut);
        assertThat(fast.update(first, bytes, cut, bytes.length - cut)).isEqualTo(whole);
        assertThat(plain.update(first, bytes, cut, bytes.length - cut)).isEqualTo(whole);
    }
}
