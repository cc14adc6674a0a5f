/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.twin;

import io.dunlin.core.DecodeException;
import io.dunlin.core.RandomSource;
import io.dunlin.core.cbor.CborLimits;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The fleet's half of one twin: it numbers what is desired and follows what is reported. It lives only as long as one
 * call: load it, call one method, store {@link #state} in one step with a check that nobody else did meanwhile, and only
 * then let its messages go. One thread at a time.
 */
public final class FleetTwin {

    private final TwinSchema schema;
    private final TwinLimits limits;
    private final CborLimits messageLimits;
    private final RandomSource random;
    private final Output output;
    final FleetState state;

    /** What a twin puts out. It must not call back into the twin. */
    public interface Output {
        /**
         * A message for the device; let it go when the state is durable.
         *
         * @param message the message
         */
        void send(byte[] message);

        /**
         * The device reported another value.
         *
         * @param path which path
         * @param value the value in force, or null if there is none any more
         */
        void reported(String path, @Nullable Value value);

        /**
         * The device answered a desired version.
         *
         * @param path which path
         * @param ack the answer
         */
        void acknowledged(String path, Ack ack);

        /**
         * Something that an operator may want to know.
         *
         * @param event what
         * @param detail more for people
         */
        void event(TwinEvent event, String detail);
    }

    private FleetTwin(TwinSchema schema, TwinLimits limits, RandomSource random, Output output, FleetState state) {
        this.schema = schema;
        this.limits = limits;
        this.messageLimits = MessageCodec.limits(limits);
        this.random = random;
        this.output = output;
        this.state = state;
    }

    /**
     * Makes a twin in a new incarnation: the first of a device, or after a deletion.
     *
     * @param schema what may be desired
     * @param limits what it may hold; at least what the device's half may
     * @param random where incarnations come from
     * @param output who is told
     * @return a twin without values
     */
    public static FleetTwin create(TwinSchema schema, TwinLimits limits, RandomSource random, Output output) {
        return new FleetTwin(schema, limits, random, output, new FleetState(limits, Incarnation.draw(random)));
    }

    /**
     * Loads a twin.
     *
     * @param state what {@link #state} made
     * @param schema what may be desired
     * @param limits what it may hold
     * @param random where incarnations come from
     * @param output who is told
     * @return the twin
     * @throws DecodeException if the state is damaged
     */
    public static FleetTwin load(
            byte[] state, TwinSchema schema, TwinLimits limits, RandomSource random, Output output) {
        return new FleetTwin(schema, limits, random, output, FleetState.decode(state, limits));
    }

    /**
     * Returns all that must be stored.
     *
     * @return deterministic CBOR with a version
     */
    public byte[] state() {
        return state.encode();
    }

    /**
     * Returns the desired version.
     *
     * @return 0 if nothing was ever desired
     */
    public long version() {
        return state.author.version();
    }

    /**
     * Returns the present incarnation.
     *
     * @return the incarnation
     */
    public Incarnation incarnation() {
        return state.incarnation;
    }

    /**
     * Returns what is desired.
     *
     * @return by path, in ascending order; a snapshot
     */
    public Map<String, Value> desired() {
        return state.author.space.values();
    }

    /**
     * Returns what is in force as far as the fleet knows.
     *
     * @return by path, in ascending order; a snapshot
     */
    public Map<String, Value> reported() {
        return state.mirror.space.values();
    }

    /**
     * Returns the device's answer to what is desired for a path now.
     *
     * @param path which path
     * @return the answer, of state {@code PENDING} if there is none yet, or null if nothing is desired for the path
     */
    public @Nullable Ack ack(String path) {
        Entry<Content.Desired> entry = state.author.space.get(path);
        if (entry == null) {
            return null;
        }
        Ack ack = state.ackOf(path);
        return ack != null && ack.dv() == entry.version()
                ? ack
                : Ack.pending(entry.version(), entry.content().isRemoved());
    }

    /**
     * Desires changes: all or none. What is desired already takes no new version.
     *
     * @param patch the changes
     * @param when on which condition
     * @param writer who desires it, kept beside the values; at most 64 characters
     * @param wallMillis when, in milliseconds since 1970-01-01T00:00Z, kept beside the values
     * @return what came of it; if minted, a message went out
     */
    public DesireResult desire(Patch patch, When when, String writer, long wallMillis) {
        if (writer.length() > FleetState.MAX_WRITER_LENGTH) {
            throw new IllegalArgumentException(
                    "a writer has at most " + FleetState.MAX_WRITER_LENGTH + " characters, got " + writer.length());
        }
        Space<Content.Desired> space = state.author.space;
        Map<String, Content.Desired> changes = new TreeMap<>();
        for (Map.Entry<String, @Nullable Value> each : patch.changes().entrySet()) {
            String path = each.getKey();
            Value value = each.getValue();
            Refusal refusal = schema.checkDesired(path, value);
            // A path that left the schema may still be removed.
            if (refusal != Refusal.NONE && !(value == null && space.get(path) != null)) {
                return new DesireResult.Invalid(path, refusal);
            }
            Entry<Content.Desired> entry = space.get(path);
            if (entry != null && entry.version() > when.dv()) {
                return new DesireResult.Conflict(
                        path, entry.version(), entry.content().value());
            }
            Value current = entry == null ? null : entry.content().value();
            if (value == null ? current != null : !value.equals(current)) {
                changes.put(path, new Content.Desired(value, false));
            }
        }
        if (changes.isEmpty()) {
            return new DesireResult.Unchanged(version());
        }
        String tooMuch = state.overLimit(changes);
        if (!tooMuch.isEmpty()) {
            return new DesireResult.Invalid(tooMuch, Refusal.LIMIT);
        }
        long before = version();
        long dv = state.author.next();
        for (Map.Entry<String, Content.Desired> each : changes.entrySet()) {
            space.put(each.getKey(), Entry.of(each.getKey(), dv, each.getValue()));
            state.origins.put(each.getKey(), new FleetState.Origin(writer, wallMillis));
        }
        Update<Content.Desired> update = state.author.since(before, dv, limits.maxMessageBytes());
        send(new Message.Delta(state.incarnation.high(), 0, dv, state.mirror.have(), false, update));
        return new DesireResult.Minted(dv);
    }

    /**
     * Tells how far the device has come with a version.
     *
     * @param dv a version that was minted in this incarnation
     * @return converged, rejected or pending
     */
    public Convergence convergence(long dv) {
        if (dv < 1 || dv > version()) {
            throw new IllegalArgumentException("the versions are 1 to " + version() + ", got " + dv);
        }
        // Entries that were numbered anew have lost their own version: then all of them have to have converged.
        boolean renumbered = dv <= state.renumberedTo;
        Convergence result = new Convergence.Converged();
        for (Map.Entry<String, Entry<Content.Desired>> each :
                state.author.space.entries().entrySet()) {
            long version = each.getValue().version();
            if (renumbered ? version > state.renumberedTo : version != dv) {
                continue;
            }
            Ack ack = state.ackOf(each.getKey());
            if (ack == null || ack.dv() != version) {
                return new Convergence.Pending(
                        each.getKey(), state.origin(each.getKey()).wallMillis());
            }
            if (!ack.isSettled() && result.kind() == Convergence.Kind.CONVERGED) {
                result = new Convergence.Rejected(each.getKey(), ack);
            }
        }
        return result;
    }

    /**
     * A message came from the device.
     *
     * @param bytes the message
     * @return whether the state changed: it must be stored before the messages go
     */
    public boolean received(byte[] bytes) {
        Message message;
        try {
            message = MessageCodec.decode(bytes, messageLimits);
        } catch (DecodeException e) {
            output.event(TwinEvent.MALFORMED_MESSAGE, String.valueOf(e.getMessage()));
            return false;
        }
        if (message instanceof Message.Hello hello) {
            return onHello(hello);
        }
        if (message instanceof Message.Sync sync) {
            return isPresent(sync.incarnation().high()) && onSync(sync);
        }
        if (message instanceof Message.Report report) {
            return isPresent(report.tag()) && onReport(report.update());
        }
        output.event(TwinEvent.MALFORMED_MESSAGE, "a message that only a fleet sends");
        return false;
    }

    private boolean isPresent(long tag) {
        if (tag == state.incarnation.high()) {
            return true;
        }
        send(new Message.Stranger(tag));
        return false;
    }

    private boolean onHello(Message.Hello hello) {
        boolean changed = !hello.store().equals(state.store);
        if (changed && state.store != null) {
            // Another store behind the same name: the device was swapped or reset, and what it reported is void.
            state.restart(Incarnation.draw(random));
            output.event(TwinEvent.NEW_INCARNATION, "the device has another store");
        }
        state.store = hello.store();
        send(new Message.Welcome(hello.nonce(), state.incarnation));
        return changed;
    }

    private boolean onSync(Message.Sync sync) {
        Author<Content.Desired> author = state.author;
        boolean renumber = sync.have() > author.version()
                || (sync.have() == author.version() && sync.cursor() == null && sync.digest() != author.space.digest());
        if (renumber) {
            author.renumber(sync.have());
            state.renumberedTo = author.version();
            output.event(TwinEvent.RENUMBERED, "the device has version " + sync.have() + " of another history");
        }
        boolean forgot = !renumber && forgetRemovals(sync);
        Update<Content.Desired> update;
        int budget = limits.maxMessageBytes() - TwinLimits.HEAD_BYTES;
        if (sync.cursor() != null) {
            update = author.snapshot(sync.cursor(), budget);
        } else if (renumber || sync.have() < author.floor() || (sync.have() == 0 && author.version() > 0)) {
            update = author.snapshot("", budget);
        } else {
            update = author.since(sync.have(), author.version(), budget);
        }
        boolean disagrees = sync.rv() == state.mirror.have() && sync.reportedDigest() != state.mirror.space.digest();
        // The device has to number anew above all that is here, also above what came with a gap before it.
        long seen = state.mirror.have();
        if (disagrees) {
            seen = Math.max(seen, state.mirror.space.greatest());
        }
        send(new Message.Delta(state.incarnation.high(), sync.serial(), version(), seen, disagrees, update));
        return forgot || renumber;
    }

    private boolean onReport(Update<Content.Reported> update) {
        Mirror<Content.Reported> mirror = state.mirror;
        long before = mirror.have();
        String cursorBefore = mirror.cursor();
        Map<String, Content.Reported> old = new TreeMap<>();
        for (Map.Entry<String, Entry<Content.Reported>> each :
                mirror.space.entries().entrySet()) {
            old.put(each.getKey(), each.getValue().content());
        }
        List<String> changed = mirror.merge(update);
        for (String path : changed) {
            announce(path, old.getOrDefault(path, Content.Reported.NOTHING));
            collect(path);
        }
        mirror.space.dropRemoved(mirror.have());
        send(new Message.Seen(state.incarnation.high(), mirror.have(), mirror.cursor(), version()));
        boolean moved = cursorBefore == null ? mirror.cursor() != null : !cursorBefore.equals(mirror.cursor());
        return !changed.isEmpty() || mirror.have() != before || moved;
    }

    /**
     * Forgets removals whose answer was lost with a newer state of this half. The device is at rest, both sides agree on all
     * that is there, and it has nothing in force for the path.
     */
    private boolean forgetRemovals(Message.Sync sync) {
        Author<Content.Desired> author = state.author;
        boolean agreed = sync.have() == author.version()
                && sync.digest() == author.space.digest()
                && sync.rv() == state.mirror.have()
                && sync.reportedDigest() == state.mirror.space.digest();
        boolean forgot = false;
        for (String path : agreed ? author.space.paths() : List.<String>of()) {
            Ack ack = state.ackOf(path);
            boolean carriedOut = ack == null ? state.mirror.space.get(path) == null : ack.removal() && ack.isSettled();
            if (author.space.at(path).content().isRemoved() && carriedOut) {
                forget(path);
                forgot = true;
            }
        }
        return forgot;
    }

    private void announce(String path, Content.Reported before) {
        Entry<Content.Reported> entry = state.mirror.space.get(path);
        Content.Reported now = entry == null ? Content.Reported.NOTHING : entry.content();
        Value value = now.value();
        if (value == null ? before.value() != null : !value.equals(before.value())) {
            output.reported(path, value);
        }
        Ack ack = now.ack();
        if (ack != null && !ack.equals(before.ack())) {
            output.acknowledged(path, ack);
        }
    }

    /** Forgets a removal that the device has carried out. */
    private void collect(String path) {
        Entry<Content.Desired> entry = state.author.space.get(path);
        Ack ack = state.ackOf(path);
        if (entry == null || ack == null || !entry.content().isRemoved()) {
            return;
        }
        if (ack.dv() == entry.version() && ack.isSettled()) {
            forget(path);
        }
    }

    private void forget(String path) {
        state.author.raiseFloor(state.author.space.at(path).version());
        state.author.space.drop(path);
        state.origins.remove(path);
    }

    private void send(Message message) {
        output.send(MessageCodec.encode(message));
    }
}
