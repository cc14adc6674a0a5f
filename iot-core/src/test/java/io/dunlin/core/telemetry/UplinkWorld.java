/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.telemetry;

import io.dunlin.core.BootEpoch;
import io.dunlin.core.Checksum;
import io.dunlin.core.DecodeException;
import io.dunlin.core.RandomSource;
import io.dunlin.core.SendOutcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A device with its store, a link and a fleet in virtual time. While it is not healed everything may go wrong: sends are
 * lost, doubled, delayed and damaged, the store fails, forgets and evicts, the device loses power between any two events,
 * and the fleet dies before a commit.
 */
final class UplinkWorld {

    static final long SECOND = 1_000_000_000L;
    static final Schema SCHEMA =
            new Schema(1, List.of(new Stream("n", "", StreamType.LONG, Priority.NORMAL, 10 * SECOND)));
    private static final Incarnation INCARNATION = new Incarnation(1, 2);
    private static final TelemetryWriter WRITER = new TelemetryWriter(Checksum.crc32c());
    private static final TelemetryReader READER = new TelemetryReader(Checksum.crc32c(), ColumnLimits.DEFAULT);

    private record Event(long at, long order, Runnable what) {}

    final Random random;
    private final BatchPolicy batches;
    private final UplinkPolicy policy;
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::order));
    private long order;
    long now = SECOND;
    boolean healed;

    TelemetryUplink device;
    private int boot;
    private boolean linkUp;
    private long nextValue;
    private final Row row = new Row(SCHEMA);
    /** The rows of this boot, each with the count of offered rows that makes it durable. */
    private final TreeMap<Long, Long> waiting = new TreeMap<>();

    final Set<Long> promised = new TreeSet<>();

    // The store.
    final TreeMap<Long, byte[]> records = new TreeMap<>();
    private final List<byte[]> queue = new ArrayList<>();
    private boolean storing;
    private long nextSeq = 1;
    private long trimmed;
    private long epoch;
    final TreeSet<Long> lostSeqs = new TreeSet<>();
    final Map<Long, List<Long>> valuesOf = new HashMap<>();

    // The fleet.
    final Map<Long, byte[]> windows = new HashMap<>();
    private final Map<SchemaRef, Schema> schemas = new HashMap<>();
    final List<Long> stored = new ArrayList<>();
    final TreeSet<Long> gapSeqs = new TreeSet<>();
    private final ColumnDecoder decoder = new ColumnDecoder(ColumnLimits.DEFAULT);

    UplinkWorld(long seed, BatchPolicy batches, UplinkPolicy policy) {
        random = new Random(seed);
        this.batches = batches;
        this.policy = policy;
        start();
    }

    private boolean mishap(int percent) {
        return !healed && random.nextInt(100) < percent;
    }

    private void at(long delay, Runnable what) {
        events.add(new Event(now + delay, order++, what));
    }

    /** Drops what happens to a device that has lost power since. */
    private void atBoot(long delay, Runnable what) {
        int then = boot;
        at(delay, () -> {
            if (then == boot) {
                what.run();
                settlePromises();
            }
        });
    }

    private long delay() {
        return random.nextInt(10) == 0 ? random.nextInt(20) * SECOND : random.nextInt(50) * 1_000_000L;
    }

    private void start() {
        boot++;
        epoch++;
        device = new TelemetryUplink(SCHEMA, batches, policy, WRITER, READER, randomSource(), new Output());
        atBoot(
                delay(),
                () -> device.opened(INCARNATION, new BootEpoch(epoch), trimmed + 1, nextSeq, gapsBeyond(trimmed), now));
    }

    private RandomSource randomSource() {
        return random::nextLong;
    }

    private List<SeqRange> gapsBeyond(long seq) {
        List<SeqRange> ranges = new ArrayList<>();
        for (long lost : lostSeqs.tailSet(seq + 1)) {
            int last = ranges.size() - 1;
            if (last >= 0 && ranges.get(last).to() == lost - 1) {
                ranges.set(last, new SeqRange(ranges.get(last).from(), lost));
            } else {
                ranges.add(new SeqRange(lost, lost));
            }
        }
        return ranges;
    }

    /** Power goes; what was being written may or may not be there, and some numbers may be used up. */
    void powerCut() {
        linkUp = false;
        waiting.clear();
        if (storing && random.nextBoolean()) {
            write(queue.get(0));
        }
        queue.clear();
        storing = false;
        long burnt = nextSeq + random.nextInt(4);
        while (nextSeq < burnt) {
            lostSeqs.add(nextSeq++);
        }
        start();
    }

    void offer(int count) {
        for (int i = 0; i < count; i++) {
            long value = nextValue++;
            Offer offer = device.offer(row.at(value).setLong(0, value), now);
            if (offer == Offer.REPLACED_OLDEST) {
                // Which ones gave way is known by their number only: nothing is promised about those not durable yet.
                waiting.clear();
            } else if (offer == Offer.ACCEPTED) {
                waiting.put(value, device.offeredRows());
            }
            settlePromises();
        }
    }

    private void settlePromises() {
        long durable = device.durableRows();
        waiting.entrySet().removeIf(entry -> {
            boolean safe = entry.getValue() <= durable;
            if (safe) {
                promised.add(entry.getKey());
            }
            return safe;
        });
    }

    void toggleLink() {
        linkUp = !linkUp;
        if (linkUp) {
            device.linkUp(1 + random.nextInt(16), now);
        } else {
            device.linkDown();
        }
    }

    boolean isLinkUp() {
        return linkUp;
    }

    /** The store gives up its oldest record. */
    void evict() {
        if (!records.isEmpty()) {
            long seq = records.firstKey();
            records.remove(seq);
            lostSeqs.add(seq);
            device.lost(new SeqRange(seq, seq), now);
        }
    }

    void advance(long until) {
        while (true) {
            long device = this.device.deadlineNanos();
            long event = events.isEmpty() ? Long.MAX_VALUE : events.peek().at;
            long next = Math.min(device, event);
            if (next > until) {
                now = until;
                return;
            }
            now = Math.max(now, next);
            if (event <= now) {
                events.remove().what.run();
            } else {
                this.device.tick(now);
                if (this.device.deadlineNanos() <= now) {
                    throw new AssertionError("still due after a tick at " + now);
                }
            }
        }
    }

    private void write(byte[] message) {
        long seq = nextSeq++;
        records.put(seq, message);
        if (READER.readUp(message) instanceof UpMessage.Batch batch) {
            if (batch.seq() != seq) {
                throw new AssertionError("message " + batch.seq() + " is stored as " + seq);
            }
            valuesOf.put(seq, values(batch));
        }
    }

    private List<Long> values(UpMessage.Batch batch) {
        Columns columns = new Columns(SCHEMA);
        decoder.decode(batch.columns(), 0, batch.columns().length, columns);
        List<Long> values = new ArrayList<>();
        for (int i = 0; i < columns.rows(); i++) {
            values.add(columns.column(0).longs()[i]);
        }
        return values;
    }

    private void storeNext() {
        if (storing || queue.isEmpty()) {
            return;
        }
        storing = true;
        atBoot(delay(), () -> {
            storing = false;
            if (mishap(10)) {
                long first = nextSeq;
                if (random.nextBoolean()) {
                    for (int i = 0; i < queue.size(); i++) {
                        lostSeqs.add(nextSeq++);
                    }
                }
                queue.clear();
                device.persistFailed(first, nextSeq, "chance", now);
            } else {
                write(queue.remove(0));
                device.persisted(nextSeq - 1, now);
                storeNext();
            }
        });
    }

    private final class Output implements UplinkOutput {
        @Override
        public void persist(long seq, byte[] message) {
            queue.add(message);
            storeNext();
        }

        @Override
        public void read(long fromSeq, int maxBytes) {
            atBoot(delay(), () -> {
                List<Stored> found = new ArrayList<>();
                int bytes = 0;
                for (Map.Entry<Long, byte[]> entry : records.tailMap(fromSeq).entrySet()) {
                    if (mishap(5) || (!found.isEmpty() && bytes + entry.getValue().length > maxBytes)) {
                        break;
                    }
                    bytes += entry.getValue().length;
                    found.add(new Stored(entry.getKey(), entry.getValue()));
                }
                device.loaded(found, now);
            });
        }

        @Override
        public void trim(long upToSeq) {
            for (long seq : records.headMap(upToSeq, true).keySet()) {
                if (!gapSeqs.contains(seq) && valuesOf.containsKey(seq) && !stored.containsAll(valuesOf.get(seq))) {
                    throw new AssertionError(seq + " is forgotten, but the fleet does not have it");
                }
            }
            // A trim that did not become durable only means that messages are sent again after the next boot.
            if (!mishap(20)) {
                records.headMap(upToSeq, true).clear();
                trimmed = Math.max(trimmed, upToSeq);
            }
        }

        @Override
        public void send(long seq, byte[] message) {
            if (!linkUp) {
                device.sent(seq, SendOutcome.NOT_CONNECTED, now);
                return;
            }
            if (mishap(5)) {
                device.sent(seq, SendOutcome.values()[1 + random.nextInt(6)], now);
                return;
            }
            atBoot(delay(), () -> device.sent(seq, mishap(10) ? SendOutcome.UNKNOWN : SendOutcome.ACCEPTED, now));
            for (int copies = copies(); copies > 0; copies--) {
                at(delay(), () -> arrive(damaged(message)));
            }
        }

        @Override
        public void event(UplinkEvent event) {}
    }

    private int copies() {
        return mishap(20) ? 0 : mishap(10) ? 2 : 1;
    }

    private byte[] damaged(byte[] message) {
        if (!mishap(3)) {
            return message;
        }
        byte[] copy = Arrays.copyOf(message, message.length);
        copy[random.nextInt(copy.length)] ^= (byte) (1 << random.nextInt(8));
        return copy;
    }

    private void arrive(byte[] bytes) {
        UpMessage message;
        try {
            message = READER.readUp(bytes);
        } catch (DecodeException e) {
            return;
        }
        long in = message.epoch().value();
        IngestWindow window = windows.containsKey(in) ? IngestWindow.of(windows.get(in)) : new IngestWindow();
        if (message instanceof UpMessage.Batch batch && !schemas.containsKey(batch.schema())) {
            answer(new DownMessage.SchemaRequest(batch.schema()));
            return;
        }
        IngestWindow.Verdict verdict = switch (message.kind()) {
            case ANNOUNCEMENT -> window.offer((UpMessage.Announcement) message);
            case BATCH -> window.offer((UpMessage.Batch) message);
            case GAP -> window.offer((UpMessage.Gap) message);
        };
        if (verdict == IngestWindow.Verdict.NOT_NOW || mishap(5)) {
            // Refused, or the fleet died before it committed.
            return;
        }
        if (verdict == IngestWindow.Verdict.NEW) {
            windows.put(in, window.toBytes());
            if (message instanceof UpMessage.Batch batch) {
                stored.addAll(values(batch));
            } else if (message instanceof UpMessage.Gap gap) {
                for (long seq = gap.range().from(); seq <= gap.range().to(); seq++) {
                    gapSeqs.add(seq);
                }
            }
        }
        if (message instanceof UpMessage.Announcement announcement) {
            schemas.put(announcement.schema().ref(), announcement.schema());
        }
        answer(window.ack(message.incarnation(), message.epoch()));
    }

    private void answer(DownMessage message) {
        byte[] bytes = WRITER.write(message);
        for (int copies = copies(); copies > 0; copies--) {
            atBoot(delay(), () -> device.received(bytes, now));
        }
    }

    /** Ends all mishaps and waits until nothing is left to do. */
    void healAndSettle() {
        healed = true;
        if (!linkUp) {
            toggleLink();
        }
        advance(now + 60 * SECOND);
        offer(1);
        device.flush(now);
        for (int i = 0; i < 500 && (device.unacknowledged() > 0 || device.durableRows() < device.offeredRows()); i++) {
            advance(now + 60 * SECOND);
        }
    }

    IngestWindow lastWindow() {
        return IngestWindow.of(windows.get(epoch));
    }
}
