/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.twin;

import io.dunlin.core.BootEpoch;
import io.dunlin.core.DecodeException;
import io.dunlin.core.RandomSource;
import io.dunlin.core.cbor.CborLimits;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The device's half of a twin. It keeps what is desired, lets handlers apply it, and keeps and sends what is reported.
 *
 * <p>First {@link #restore} each stored record, then {@link #open}. Nothing is applied or sent before it is durable.
 * Handlers are level-triggered: they see the newest target, may miss those between, may see the same one again after a
 * crash, and answer later through {@link #applied}. One thread at a time; outputs must not call back.
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
    private final Retry sync;

    /** The desired version last given to the handler of a path since the start. */
    private final Map<String, Long> offered = new HashMap<>();

    /** Calls of handlers that belong to an incarnation before and are not answered yet. */
    private final Set<Offer> orphans = new HashSet<>();

    private boolean open;
    private boolean storeDurable;
    private boolean linkUp;
    private int serial;
    private boolean asking;
    private boolean helloAsked;
    private long helloNonce;
    private long latest;
    private long askedGreatest;
    private long foreign;
    private long flushAt = Retry.NEVER;
    private long persistId;
    private @Nullable Set<String> inFlight;

    private record Offer(String path, long dv) {}

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
        this.sync = new Retry(timing, random);
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
        serial = (int) random.nextLong(MessageCodec.MAX_SERIAL);
        storeDurable = state.store != null;
        if (!storeDurable) {
            state.store = Incarnation.draw(random);
            state.allDirty = true;
            flushAt = now;
        }
        for (String path : state.mirror.space.paths()) {
            reconsider(path);
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
        sync.stop();
        ask(now);
        settle(now);
    }

    /** The link went down. */
    public void linkDown() {
        linkUp = false;
        asking = false;
        helloAsked = false;
        sync.stop();
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
        if (!hasRoom(path, size)) {
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
        if (orphans.remove(new Offer(path, dv))) {
            offer(path, now);
            settle(now);
            return;
        }
        Entry<Content.Desired> entry = state.mirror.space.get(path);
        Long given = offered.get(path);
        if (entry == null || entry.version() != dv || given == null || given != dv || !state.isPending(path)) {
            return;
        }
        Value inForce = state.reported(path).value();
        if (outcome.state() == Ack.State.ADAPTED) {
            inForce = outcome.inForce();
            if (inForce != null && ValueCodec.size(inForce) > limits.maxValueBytes()) {
                throw new IllegalArgumentException("the value in force is larger than maxValueBytes: " + inForce);
            }
        } else if (outcome.state() == Ack.State.APPLIED) {
            inForce = entry.content().value();
        }
        Refusal reason = outcome.state() == Ack.State.REJECTED ? Refusal.APPLICATION : Refusal.NONE;
        answer(
                path,
                inForce,
                new Ack(
                        dv,
                        outcome.state(),
                        reason,
                        outcome.text(),
                        entry.content().isRemoved()),
                now);
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
                hello(now);
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
        if (linkUp && sync.isDue(now)) {
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
        return Math.min(Math.min(flush, sync.deadline()), maySend() ? sender.deadline() : Retry.NEVER);
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
        if (state.incarnation == null) {
            hello(now);
            return;
        }
        helloAsked = false;
        asking = true;
        serial = serial % MessageCodec.MAX_SERIAL + 1;
        boolean rest = isAtRest();
        askedGreatest = state.mirror.space.greatest();
        send(new Message.Sync(
                state.incarnation,
                serial,
                Math.max(state.mirror.have(), foreign),
                state.mirror.space.digest(),
                rest ? state.author.version() : Message.Sync.NOT_AT_REST,
                rest ? state.author.space.digest() : 0,
                state.mirror.cursor()));
        sync.asked(now);
    }

    private void hello(long now) {
        Incarnation store = state.store;
        if (store != null && storeDurable) {
            helloAsked = true;
            helloNonce = random.nextLong();
            asking = false;
            send(new Message.Hello(store, helloNonce));
            sync.asked(now);
        }
    }

    private void onWelcome(Message.Welcome welcome, long now) {
        if (!helloAsked || welcome.nonce() != helloNonce) {
            return;
        }
        helloAsked = false;
        if (!welcome.incarnation().equals(state.incarnation)) {
            for (Map.Entry<String, Long> each : offered.entrySet()) {
                if (state.isPending(each.getKey())) {
                    orphans.add(new Offer(each.getKey(), each.getValue()));
                }
            }
            offered.clear();
            state.adopt(welcome.incarnation());
            sender.restart();
            latest = 0;
            foreign = 0;
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
        boolean answer = asking && delta.serial() == serial;
        boolean disagrees = answer && delta.disagrees();
        if (!compare(delta.seen(), disagrees, now) && disagrees) {
            // Something is being written, so this cannot be compared now: ask again later.
            asking = false;
            return;
        }
        latest = answer ? delta.latest() : Math.max(latest, delta.latest());
        if (answer) {
            // Versions that were here before the question and that the fleet does not have: it has lost that history.
            foreign = askedGreatest > latest ? askedGreatest : 0;
            if (mirror.takeContradiction()) {
                foreign = latest + 1;
            }
        }
        boolean missing = mirror.cursor() != null || mirror.have() < latest || foreign > 0;
        if (answer) {
            asking = false;
            sender.synced(delta.seen());
            if (!missing) {
                sync.rest(now);
                output.event(TwinEvent.SYNCED, "");
            }
        }
        if (missing && linkUp && (answer ? moved || foreign > 0 : !asking)) {
            sync.answered();
            ask(now);
        }
    }

    private void onSeen(Message.Seen seen, long now) {
        compare(seen.seen(), false, now);
        boolean lost = seen.seen() < sender.acknowledged();
        sender.seen(seen.seen(), seen.cursor());
        latest = Math.max(latest, seen.latest());
        if ((lost || latest > state.mirror.have()) && linkUp && !asking && !helloAsked) {
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

    /** A later firmware may take what one before could not. */
    private void reconsider(String path) {
        Entry<Content.Desired> entry = state.mirror.space.at(path);
        Content.Reported reported = state.reported(path);
        Ack ack = reported.ack();
        if (ack != null && ack.state() == Ack.State.UNKNOWN && ack.dv() == entry.version()) {
            Refusal refusal = schema.checkDesired(path, entry.content().value());
            if (refusal != ack.reason()) {
                state.stage(path, new Content.Reported(reported.value(), null));
            }
        }
    }

    /** Gives a durable target to its handler, or answers it if there is none. */
    private void offer(String path, long now) {
        Entry<Content.Desired> entry = state.mirror.space.get(path);
        if (entry == null || !state.isPending(path) || state.dirty.contains(path) || state.allDirty) {
            return;
        }
        long dv = entry.version();
        Long given = offered.get(path);
        if ((given != null && given >= dv) || orphans.contains(new Offer(path, dv))) {
            return;
        }
        Content.Desired target = entry.content();
        Value inForce = state.reported(path).value();
        if (target.omitted()) {
            answer(path, inForce, new Ack(dv, Ack.State.REJECTED, Refusal.LIMIT, "", false), now);
            return;
        }
        Refusal refusal = schema.checkDesired(path, target.value());
        if (refusal == Refusal.NONE) {
            offered.put(path, dv);
            output.apply(path, target.value(), dv);
        } else if (target.isRemoved()) {
            answer(path, null, new Ack(dv, Ack.State.APPLIED, Refusal.NONE, "", true), now);
        } else {
            boolean bounds = refusal == Refusal.OUT_OF_RANGE || refusal == Refusal.TOO_LONG;
            Ack.State verdict = bounds ? Ack.State.REJECTED : Ack.State.UNKNOWN;
            answer(path, inForce, new Ack(dv, verdict, refusal, "", false), now);
        }
    }

    private void answer(String path, @Nullable Value inForce, Ack ack, long now) {
        state.stage(path, new Content.Reported(inForce, ack));
        flushAt = Math.min(flushAt, now);
    }

    private boolean hasRoom(String path, int size) {
        Space<Content.Reported> space = state.author.space;
        long bytes = size;
        int count = 1;
        for (Map.Entry<String, Content.Reported> each : state.staged.entrySet()) {
            if (!each.getKey().equals(path) && space.get(each.getKey()) == null) {
                count++;
                Value value = each.getValue().value();
                bytes += value == null ? 0 : ValueCodec.size(value);
            }
        }
        boolean isNew = space.get(path) == null;
        return (!isNew || space.size() + count <= 2 * limits.maxPaths())
                && space.bytes() + bytes <= 2L * limits.maxTotalBytes();
    }

    private void send(Message message) {
        output.send(MessageCodec.encode(message));
    }
}
