/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dunlin.core.BootEpoch;
import io.dunlin.core.DecodeException;
import io.dunlin.core.cbor.CborWriter;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.NumericChars;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

class HeartbeatPropertyTest {

    @Property
    void decode_givesBackWhatEncodeWrote(
            @ForAll @LongRange(min = 1) long epoch,
            @ForAll @LongRange(min = 0) long count,
            @ForAll @StringLength(max = 64) @NumericChars String version,
            @ForAll @Size(max = 16) List<@StringLength(max = 20) @NumericChars String> problems) {
        Heartbeat heartbeat = new Heartbeat(new BootEpoch(epoch), count, count, version, count, count, count, problems);
        assertThat(Heartbeat.decode(heartbeat.encode())).isEqualTo(heartbeat);
    }

    @Property
    void decode_refusesOrReadsWhatEncodeWouldWrite_whenAByteIsChanged(
            @ForAll @IntRange(max = 60) int at, @ForAll byte value, @ForAll @IntRange(max = 60) int length) {
        byte[] message = new Heartbeat(new BootEpoch(7), 1, 2, "1.2.3", 4, 500, 6, List.of("storage-full")).encode();
        byte[] changed = java.util.Arrays.copyOf(message, Math.min(message.length, Math.max(1, length)));
        changed[at % changed.length] = value;
        try {
            // What is read is meaningful by itself: a valid heartbeat, which may lack what a newer key replaced.
            Heartbeat read = Heartbeat.decode(changed);
            assertThat(Heartbeat.decode(read.encode())).isEqualTo(read);
        } catch (DecodeException e) {
            assertThat(e.offset()).isBetween(-1, changed.length);
        }
    }

    @Example
    void decode_skipsKeysOfANewerVersion() {
        byte[] message = new CborWriter()
                .map(3)
                .integer(0)
                .integer(1)
                .integer(1)
                .integer(3)
                .integer(99)
                .text("new")
                .toByteArray();
        assertThat(Heartbeat.decode(message).epoch()).isEqualTo(new BootEpoch(3));
    }

    @Example
    void decode_refusesAMessageWithoutItsEpoch() {
        byte[] message = new CborWriter().map(1).integer(0).integer(1).toByteArray();
        assertThatThrownBy(() -> Heartbeat.decode(message)).isInstanceOf(DecodeException.class);
    }

    @Example
    void decode_refusesTooManyProblemsAndTooLongTexts() {
        CborWriter many = new CborWriter()
                .map(3)
                .integer(0)
                .integer(1)
                .integer(1)
                .integer(3)
                .integer(8)
                .array(17);
        for (int i = 0; i < 17; i++) {
            many.text("p");
        }
        assertThatThrownBy(() -> Heartbeat.decode(many.toByteArray())).hasMessageContaining("16 problems");
        byte[] longText = new CborWriter()
                .map(3)
                .integer(0)
                .integer(1)
                .integer(1)
                .integer(3)
                .integer(4)
                .text("x".repeat(65))
                .toByteArray();
        assertThatThrownBy(() -> Heartbeat.decode(longText)).hasMessageContaining("64 characters");
    }

    @Example
    void heartbeat_refusesWhatItCannotCarry() {
        assertThatThrownBy(() -> new Heartbeat(new BootEpoch(1), -1, 0, "", 0, 0, 0, List.of()))
                .hasMessageContaining("uptimeSeconds=-1");
        assertThatThrownBy(() -> new Heartbeat(new BootEpoch(1), 0, 0, "x".repeat(65), 0, 0, 0, List.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Heartbeat(new BootEpoch(1), 0, 0, "", 0, 0, 0, Collections.nCopies(17, "p")))
                .hasMessageContaining("got 17");
    }
}
