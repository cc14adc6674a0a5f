/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.samples.quickstart.program;

import io.dunlin.ota.delta.ImageReader;
import io.dunlin.ota.delta.ImageWriter;
import io.dunlin.ota.update.SlotStatus;
import io.dunlin.ota.update.Slots;
import java.io.IOException;
import java.util.concurrent.locks.LockSupport;

/** Slots that are written as slowly as flash memory is, so that there is time to pull the plug meanwhile. */
final class SlowFlash implements Slots {

    private static final long NANOS_A_BYTE = 2000;

    private final Slots slots;

    SlowFlash(Slots slots) {
        this.slots = slots;
    }

    @Override
    public SlotStatus status() throws IOException {
        return slots.status();
    }

    @Override
    public ImageReader running() throws IOException {
        return slots.running();
    }

    @Override
    public ImageWriter other() throws IOException {
        return new SlowWriter(slots.other());
    }

    @Override
    public void arm(int tries) throws IOException {
        slots.arm(tries);
    }

    @Override
    public void confirm() throws IOException {
        slots.confirm();
    }

    @Override
    public void revert() throws IOException {
        slots.revert();
    }

    @Override
    public void close() {
        slots.close();
    }

    private static final class SlowWriter implements ImageWriter {
        private final ImageWriter writer;

        private SlowWriter(ImageWriter writer) {
            this.writer = writer;
        }

        @Override
        public long length() throws IOException {
            return writer.length();
        }

        @Override
        public int read(long position, byte[] into, int offset, int length) throws IOException {
            return writer.read(position, into, offset, length);
        }

        @Override
        public long capacity() throws IOException {
            return writer.capacity();
        }

        @Override
        public void begin(long position, long length) throws IOException {
            writer.begin(position, length);
        }

        @Override
        public void write(long position, byte[] from, int offset, int length) throws IOException {
            LockSupport.parkNanos(NANOS_A_BYTE * length);
            writer.write(position, from, offset, length);
        }

        @Override
        public void flush() throws IOException {
            writer.flush();
        }
    }
}
