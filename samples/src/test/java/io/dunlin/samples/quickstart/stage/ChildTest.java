/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.samples.quickstart.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildTest {

    @TempDir
    Path logs;

    @Test
    void child_obeysAndEnds_whenItsDirectorIsGone() throws Exception {
        Child child =
                Child.start("parrot", Parrot.class, 32, logs, Message.of("parrot", "word", "hello"), message -> {});
        assertThat(child.await("said", Duration.ofSeconds(30)).text("what")).isEqualTo("hello");
        child.say("say", "what", "again");
        assertThat(child.await(
                        "said", Duration.ofSeconds(30), m -> m.text("what").equals("again")))
                .isNotNull();
        child.say("fail");
        assertThat(child.await("error", Duration.ofSeconds(30)).text("what")).contains("needs what");
        child.close();
        assertThat(child.isAlive()).isFalse();
        assertThatThrownBy(() -> child.await("never", Duration.ofSeconds(5)))
                .hasMessageContaining("ended before it said");
    }

    @Test
    void programs_end_whenTheirDirectorIsKilled() throws Exception {
        Child director =
                Child.start("director", Director.class, 64, logs, Message.of("director", "logs", logs), message -> {});
        long idle = director.await("started", Duration.ofSeconds(30)).number("idle");
        long busy = director.await("started", Duration.ofSeconds(30)).number("busy");
        ProcessHandle idleProgram = ProcessHandle.of(idle).orElseThrow();
        ProcessHandle busyProgram = ProcessHandle.of(busy).orElseThrow();
        director.kill();
        idleProgram.onExit().get(30, TimeUnit.SECONDS);
        busyProgram.onExit().get(30, TimeUnit.SECONDS);
        assertThat(idleProgram.isAlive() || busyProgram.isAlive()).isFalse();
    }

    @Test
    void await_saysWhatTheProgramComplainedOf() throws Exception {
        try (Child child = Child.start("parrot", Parrot.class, 32, logs, Message.of("parrot", "word", "x"), m -> {})) {
            child.say("fail");
            child.await("error", Duration.ofSeconds(30));
            assertThatThrownBy(() -> child.await("never", Duration.ofMillis(10)))
                    .hasMessageContaining("did not say \"never\"")
                    .hasMessageContaining("needs what")
                    .hasMessageContaining("parrot.log");
        }
    }

    /** A program that says what it is told to. */
    static final class Parrot {
        private Parrot() {}

        public static void main(String[] arguments) throws InterruptedException {
            Console console = Console.open(arguments);
            Console.tell("said", "what", console.settings().text("word"));
            console.obey(message -> Console.tell("said", "what", message.text("what")));
        }
    }

    /** A program that is busy for ever and never listens. */
    static final class Deaf {
        private Deaf() {}

        public static void main(String[] arguments) throws InterruptedException {
            Console.open(arguments);
            Console.tell("busy");
            new CountDownLatch(1).await();
        }
    }

    /** A program that starts others. */
    static final class Director {
        private Director() {}

        public static void main(String[] arguments) throws Exception {
            Console console = Console.open(arguments);
            Path logs = Path.of(console.settings().text("logs"));
            Child idle = Child.start("idle", Parrot.class, 32, logs, Message.of("parrot", "word", "x"), m -> {});
            Child busy = Child.start("busy", Deaf.class, 32, logs, Message.of("deaf"), m -> {});
            idle.await("said", Duration.ofSeconds(30));
            busy.await("busy", Duration.ofSeconds(30));
            Console.tell("started", "idle", idle.pid(), "busy", busy.pid());
            console.obey(message -> {});
        }
    }
}
