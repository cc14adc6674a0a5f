/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.rim;

import io.dunlin.core.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** A file through a {@link FileChannel}, always at explicit positions. */
final class ChannelFile implements StorageFile {

    private final Path path;
    private final FileChannel channel;
    private final Quota quota;

    ChannelFile(Path path, FileChannel channel, Quota quota) {
        this.path = path;
        this.channel = channel;
        this.quota = quota;
    }

    @Override
    public int read(long position, byte[] into, int offset, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(into, offset, length);
        try {
            while (buffer.hasRemaining()) {
                if (channel.read(buffer, position + buffer.position() - offset) < 0) {
                    break;
                }
            }
        } catch (IOException e) {
            throw IoFailures.typed("read", path, e);
        }
        return buffer.position() - offset;
    }

    @Override
    public void write(long position, byte[] from, int offset, int length) throws IOException {
        grow(position + length, position, ByteBuffer.wrap(from, offset, length));
    }

    @Override
    public long length() throws IOException {
        try {
            return channel.size();
        } catch (IOException e) {
            throw IoFailures.typed("read the length of", path, e);
        }
    }

    @Override
    public void truncate(long length) throws IOException {
        long present = length();
        if (length > present) {
            grow(length, length - 1, ByteBuffer.allocate(1));
            return;
        }
        try {
            channel.truncate(length);
        } catch (IOException e) {
            throw IoFailures.typed("truncate", path, e);
        }
        quota.giveBack(present - length);
    }

    @Override
    public void force() throws IOException {
        try {
            channel.force(true);
        } catch (IOException e) {
            throw IoFailures.typed("force", path, e);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private void writeFully(long position, ByteBuffer buffer) throws IOException {
        long at = position;
        try {
            while (buffer.hasRemaining()) {
                at += channel.write(buffer, at);
            }
        } catch (IOException e) {
            throw IoFailures.typed("write", path, e);
        }
    }

    /** Writes what may end beyond the present end, within the quota. */
    private void grow(long end, long position, ByteBuffer buffer) throws IOException {
        if (!quota.isLimited()) {
            writeFully(position, buffer);
            return;
        }
        long reserved = Math.max(0, end - length());
        quota.take(reserved, path);
        boolean written = false;
        try {
            writeFully(position, buffer);
            written = true;
        } finally {
            if (!written) {
                quota.giveBack(Math.min(reserved, Math.max(0, end - length())));
            }
        }
    }
}
