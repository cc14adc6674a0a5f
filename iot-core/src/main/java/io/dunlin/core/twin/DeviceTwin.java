/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.twin;

import io.dunlin.core.BootEpoch;
import io.dunlin.core.DecodeException;
import io.dunlin.core.RandomSource;
import io.dunlin.core.cbor.CborLimits;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The device's half of a twin. It keeps what is desired, lets handlers apply it, and keeps and sends what is reported.
 *
 * <p>First {@link #restore} each stored record, then {@link #open}. Nothing is applied or sent before it is durable.
 * Handlers are level-triggered: they see the newest target, may miss those between, may see the same one again after a
 * crash, and answer later through {@link #applied}. One thread at a time; outputs must not call back.
 *
 * <p>One class, since every verb ends in the same two steps: send what may be sent, write what has to be written. What it
 * keeps, asks, applies and sends is in classes of their own.
 */
public final class DeviceTwin {

    private final TwinSchema schema;
    private final TwinLimits limits;
    private final CborLimits messageLimits;
    private final TwinTiming timing;
    private final RandomSource random;
    private final Output output;
    final DeviceState state;
    private final ReportSender sender;
    private final Questions questions;
    private final Targets targets;
    private boolean open;
    private boolean storeDurable;
    private boolean linkUp;
    private long flushAt = Retry.NEVER;
    private long persistId;
    private @Nullable Set<String> inFlight;

    /** What a twin puts out. It must not call back into the twin. */
    public interface Output {
        /**
         * A message for the fleet. If it is lost, another follows.
         *
         * @param message the message
         */
        void send(byte[] message);

        /**
         * A value is desired; make it so and answer with {@link DeviceTwin#applied}.
         *
         * @param path which path
         * @param value the target, or null to go back to the default
         * @param dv the version to answer
         */
        void apply(String path, @Nullable Value value, long dv);

        /**
         * A record must become durable after all before it; then call {@link DeviceTwin#persisted}. There is at most one
         * at a time.
         *
         * @param id which
         * @param record the bytes
         */
        void persist(long id, byte[] record);

        /**
         * Something that an operator may want to know.
         *
         * @param event what
         * @param detail more for people
         */
        void event(TwinEvent event, String detail);
    }

    /**
     * Makes a twin.
     *
     * @param schema what this firmware can take and report
     * @param limits what it may hold
     * @param timing when to repeat and wait
     * @param random where the store's name and jitter come from
     * @param output who is told
     */
    public DeviceTwin(TwinSchema schema, TwinLimits limits, TwinTiming timing, RandomSource random, Output output) {
        this.schema = schema;
        this.limits = limits;
        this.messageLimits = MessageCodec.limits(limits);
        this.timing = timing;
        this.random = random;
        this.output = output;
        this.state = new DeviceState(limits);
        this.questions = new Questions(state, random, new Retry(timing, random));
        this.targets = new Targets(schema, limits, state, output);
        this.sender = new ReportSender(state.author, new Retry(timing, random), limits);
    }

    /**
     * Takes a stored record, in the order in which they were put out.
     *
     * @param record what {@link Output#persist} or {@link #snapshot} gave
     * @throws DecodeException if it is damaged
     */
    public void restore(byte[] record) {
        if (open) {
            throw new IllegalStateException("the twin is open");
        }
        state.restore(record);
    }

    /**
     * Starts: targets without an answer are applied again.
     *
     * @param epoch the present boot
     * @param now the monotonic time in nanoseconds
     */
    public void open(BootEpoch epoch, long now) {
        if (open) {
            throw new IllegalStateException("the twin is open");
        }
        open = true;
        state.begin(epoch);
        storeDurable = state.store != null;
        if (!storeDurable) {
            state.store = Incarnation.draw(random);
            state.allDirty = true;
            flushAt = now;
        }
        for (String path : state.mirror.space.paths()) {
            targets.reconsider(path);
            offer(path, now);
        }
        settle(now);
    }

    /**
     * Returns one record that stands for all persisted so far, for a journal that starts over.
     *
     * @return the record; what was put out as not yet persisted is in it too
     */
    public byte[] snapshot() {
        return state.encode(true);
    }

    /**
     * The link came up.
     *
     * @param maxPayloadBytes the largest message that it takes
     * @param now the monotonic time in nanoseconds
     */
    public void linkUp(int maxPayloadBytes, long now) {
        linkUp = true;
        sender.linkUp(Math.min(maxPayloadBytes, limits.maxMessageBytes()));
        questions.stop();
        ask(now);
        settle(now);
    }

    /** The link went down. */
    public void linkDown() {
        linkUp = false;
        questions.stop();
        sender.linkDown();
    }

    /**
     * Reports the value in force. Never blocks; later values replace earlier ones that were not sent yet.
     *
     * @param path a path of the schema
     * @param value the value
     * @param now the monotonic time in nanoseconds
     * @return what became of it
     */
    public ReportResult report(String path, Value value, long now) {
        if (schema.checkReported(path, value) != Refusal.NONE) {
            return ReportResult.INVALID;
        }
        Content.Reported before = state.reported(path);
        if (value.equals(before.value())) {
            return ReportResult.UNCHANGED;
        }
        int size = ValueCodec.size(value);
        if (size > limits.maxValueBytes()) {
            return ReportResult.TOO_LARGE;
        }
        if (!state.hasRoom(path, size)) {
            return ReportResult.FULL;
        }
        state.stage(path, new Content.Reported(value, before.ack()));
        flushAt = Math.min(flushAt, now + timing.windowNanos());
        settle(now);
        return ReportResult.TAKEN;
    }

    /**
     * A handler has dealt with a target. An answer to a version that is not the newest any more is passed over.
     *
     * @param path which path
     * @param dv the version that the handler was given
     * @param outcome what it made of it
     * @param now the monotonic time in nanoseconds
     */
    public void applied(String path, long dv, Outcome outcome, long now) {
        if (targets.applied(path, dv, outcome)) {
            flushAt = Math.min(flushAt, now);
        }
        settle(now);
    }

    /**
     * A record has become durable.
     *
     * @param id which
     * @param now the monotonic time in nanoseconds
     */
    public void persisted(long id, long now) {
        if (inFlight == null || id != persistId) {
            return;
        }
        Set<String> durable = inFlight;
        inFlight = null;
        if (!storeDurable) {
            storeDurable = true;
            if (linkUp) {
                ask(now);
            }
        }
        for (String path : durable) {
            offer(path, now);
        }
        settle(now);
    }

    /**
     * A message came from the fleet.
     *
     * @param bytes the message
     * @param now the monotonic time in nanoseconds
     */
    public void received(byte[] bytes, long now) {
        Message message;
        try {
            message = MessageCodec.decode(bytes, messageLimits);
        } catch (DecodeException e) {
            output.event(TwinEvent.MALFORMED_MESSAGE, String.valueOf(e.getMessage()));
            return;
        }
        Incarnation mine = state.incarnation;
        if (message instanceof Message.Welcome welcome) {
            onWelcome(welcome, now);
        } else if (message instanceof Message.Stranger stranger) {
            if (mine != null && stranger.tag() == mine.high() && linkUp) {
                send(questions.hello(now));
            }
        } else if (message instanceof Message.Delta delta) {
            if (mine != null && delta.tag() == mine.high()) {
                onDelta(delta, now);
            }
        } else if (message instanceof Message.Seen seen) {
            if (mine != null && seen.tag() == mine.high()) {
                onSeen(seen, now);
            }
        } else {
            output.event(TwinEvent.MALFORMED_MESSAGE, "a message that only a device sends");
        }
        settle(now);
    }

    /**
     * Time went on.
     *
     * @param now the monotonic time in nanoseconds
     */
    public void tick(long now) {
        if (linkUp && questions.isDue(now)) {
            ask(now);
        }
        settle(now);
    }

    /**
     * Returns when to call {@link #tick} at the latest.
     *
     * @return the monotonic time in nanoseconds, or {@link Long#MAX_VALUE} for never
     */
    public long deadlineNanos() {
        // What waits for a record to become durable waits for that, not for time.
        long flush = inFlight == null && state.hasChanges() ? flushAt : Retry.NEVER;
        if (!linkUp) {
            return flush;
        }
        return Math.min(Math.min(flush, questions.deadline()), maySend() ? sender.deadline() : Retry.NEVER);
    }

    /**
     * Returns what is reported for a path, durable or not.
     *
     * @param path which path
     * @return the value in force, or null if none was reported
     */
    public @Nullable Value reported(String path) {
        return state.reported(path).value();
    }

    /**
     * Returns what is desired for a path.
     *
     * @param path which path
     * @return the target, or null if none is known
     */
    public @Nullable Value desired(String path) {
        Entry<Content.Desired> entry = state.mirror.space.get(path);
        return entry == null ? null : entry.content().value();
    }

    private void ask(long now) {
        if (state.incarnation != null || storeDurable) {
            send(questions.next(isAtRest(), now));
        }
    }

    private void onWelcome(Message.Welcome welcome, long now) {
        if (!questions.isAnswer(welcome)) {
            return;
        }
        if (!welcome.incarnation().equals(state.incarnation)) {
            targets.restart();
            state.adopt(welcome.incarnation());
            sender.restart();
            questions.restart();
            flushAt = now;
            output.event(TwinEvent.NEW_INCARNATION, "as the fleet says");
        }
        ask(now);
    }

    private void onDelta(Message.Delta delta, long now) {
        Mirror<Content.Desired> mirror = state.mirror;
        long before = mirror.have();
        String cursorBefore = mirror.cursor();
        List<String> changed = mirror.merge(delta.update());
        state.dirty.addAll(changed);
        boolean moved = mirror.have() != before
                || !(cursorBefore == null ? mirror.cursor() == null : cursorBefore.equals(mirror.cursor()));
        if (!changed.isEmpty() || mirror.have() != before) {
            flushAt = now;
        }
        if (state.refused) {
            state.refused = false;
            output.event(TwinEvent.LIMIT, "desired values pass the limits of this device");
        }
        boolean answer = questions.isAnswer(delta);
        boolean disagrees = answer && delta.disagrees();
        if (!compare(delta.seen(), disagrees, now) && disagrees) {
            // Something is being written, so this cannot be compared now.
            questions.postpone();
            return;
        }
        if (answer) {
            questions.answered(delta.latest());
            sender.synced(delta.seen());
            if (!questions.isMissing()) {
                questions.rest(now);
                output.event(TwinEvent.SYNCED, "");
            }
        } else {
            questions.learn(delta.latest());
        }
        boolean worthIt = answer ? moved || questions.isForeign() : questions.isIdle();
        if (linkUp && questions.isMissing() && worthIt) {
            questions.progress();
            ask(now);
        }
    }

    private void onSeen(Message.Seen seen, long now) {
        compare(seen.seen(), false, now);
        boolean lost = seen.seen() < sender.acknowledged();
        sender.seen(seen.seen(), seen.cursor());
        questions.learn(seen.latest());
        if ((lost || questions.isMissing()) && linkUp && questions.isIdle()) {
            ask(now);
        }
        state.collect(sender.acknowledged());
    }

    /** Numbers all reports anew if the fleet has others under the same versions, and returns whether it did. */
    private boolean compare(long seen, boolean disagrees, long now) {
        boolean ahead = seen > state.author.version();
        if (ahead || (disagrees && isAtRest() && seen >= state.author.version())) {
            state.author.renumber(seen);
            state.allDirty = true;
            flushAt = now;
            output.event(TwinEvent.RENUMBERED, "the fleet has version " + seen + " of another history");
            return true;
        }
        return false;
    }

    private boolean maySend() {
        // What was answered to a former incarnation must not be taken for answers to this one.
        return linkUp && state.incarnation != null && inFlight == null && !state.allDirty;
    }

    private boolean isAtRest() {
        return inFlight == null && state.staged.isEmpty() && !state.allDirty;
    }

    /** Does what is due: sends what is durable, then writes what changed. */
    private void settle(long now) {
        Incarnation incarnation = state.incarnation;
        if (incarnation != null && maySend()) {
            Update<Content.Reported> update = sender.next(now);
            if (update != null) {
                send(new Message.Report(incarnation.high(), update));
            }
        }
        if (inFlight == null && flushAt != Retry.NEVER && now - flushAt >= 0 && state.hasChanges()) {
            flushAt = Retry.NEVER;
            boolean all = state.allDirty;
            state.number();
            byte[] record = state.encode(all);
            inFlight = all ? new TreeSet<>(state.mirror.space.paths()) : new TreeSet<>(state.dirty);
            state.dirty.clear();
            state.allDirty = false;
            persistId++;
            output.persist(persistId, record);
        }
    }

    private void offer(String path, long now) {
        if (targets.offer(path)) {
            flushAt = Math.min(flushAt, now);
        }
    }

    private void send(Message message) {
        output.send(MessageCodec.encode(message));
    }
}
