/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.samples.quickstart.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MessageTest {

    @Test
    void message_survivesTheLine_whateverItsTexts() {
        Message message = Message.of("twin", "path", "a b=c%\nd", "empty", "", "n", 42);
        assertThat(Message.parse(message.line())).isEqualTo(message);
        assertThat(message.number("n")).isEqualTo(42);
        assertThat(Message.parse("an ordinary log line")).isNull();
        assertThatThrownBy(() -> message.text("missing")).hasMessageContaining("needs missing");
    }
}
