/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.samples.quickstart.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildTest {

    @TempDir
    Path logs;

    @Test
    void child_obeysAndEnds_whenItsDirectorIsGone() throws Exception {
        Child child = Child.start("parrot", Parrot.class, 32, logs, List.of("hello"), message -> {});
        assertThat(child.await("said", Duration.ofSeconds(30)).text("what")).isEqualTo("hello");
        child.say("say", "what", "again");
        assertThat(child.await(
                        "said", Duration.ofSeconds(30), m -> m.text("what").equals("again")))
                .isNotNull();
        child.say("fail");
        assertThat(child.await("error", Duration.ofSeconds(30)).text("what")).contains("needs what");
        child.close();
        assertThat(child.isAlive()).isFalse();
        assertThatThrownBy(() -> child.await("never", Duration.ofSeconds(5))).hasMessageContaining("ended before");
    }

    /** A program that says what it is told to. */
    static final class Parrot {
        private Parrot() {}

        public static void main(String[] arguments) throws IOException {
            Console.tell("said", "what", arguments[0]);
            Console.obey(message -> Console.tell("said", "what", message.text("what")));
        }
    }
}
