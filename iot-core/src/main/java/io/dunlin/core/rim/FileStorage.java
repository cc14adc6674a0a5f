/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.core.rim;

import io.dunlin.core.Checksum;
import io.dunlin.core.DeviceId;
import io.dunlin.core.Storage;
import io.dunlin.core.StorageException;
import io.dunlin.core.StorageFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;

/**
 * A directory of a real file system. Full disks, read-only media and missing files are told apart as kinds of
 * {@link StorageException}; an optional quota refuses growth before it happens.
 *
 * <p>Threads that use it must not be interrupted: the JDK closes a file's channel when its thread is.
 */
public final class FileStorage implements Storage {

    private static final Checksum CRC32C = new JdkCrc32c();

    private final Path directory;
    private final Quota quota;

    private FileStorage(Path directory, Quota quota) {
        this.directory = directory;
        this.quota = quota;
    }

    /**
     * Opens a directory and creates it if it is not there.
     *
     * @param directory where
     * @return the storage, bounded by the disk alone
     * @throws IOException if the directory can be neither found nor created
     */
    public static FileStorage open(Path directory) throws IOException {
        return open(directory, Long.MAX_VALUE);
    }

    /**
     * Opens a directory and creates it if it is not there.
     *
     * @param directory where
     * @param quotaBytes how large its files, those of child directories included, may be together; what would pass it
     *     fails with {@code FULL} and writes nothing. Only one storage that is opened on a directory counts.
     * @return the storage
     * @throws IOException if the directory can be neither found nor created
     */
    public static FileStorage open(Path directory, long quotaBytes) throws IOException {
        if (quotaBytes < 0) {
            throw new IllegalArgumentException("quotaBytes must not be negative, got " + quotaBytes);
        }
        try {
            Path created = Files.createDirectories(directory).toRealPath();
            return new FileStorage(created, Quota.of(created, quotaBytes));
        } catch (IOException e) {
            throw IoFailures.typed("open directory", directory, e);
        }
    }

    @Override
    public List<String> list() throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> paths = Files.newDirectoryStream(directory)) {
            for (Path path : paths) {
                String name = path.getFileName().toString();
                if (DeviceId.isValid(name) && Files.isRegularFile(path)) {
                    names.add(name);
                }
            }
        } catch (IOException e) {
            throw IoFailures.typed("list", directory, e);
        }
        Collections.sort(names);
        return names;
    }

    @Override
    public boolean exists(String name) {
        return Files.isRegularFile(path(name));
    }

    @Override
    public StorageFile open(String name) throws IOException {
        return openFile(name, StandardOpenOption.READ);
    }

    @Override
    public StorageFile openOrCreate(String name) throws IOException {
        return openFile(name, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        Path source = path(from);
        Path target = path(to);
        try {
            long replaced = from.equals(to) || !quota.isLimited() ? 0 : sizeOf(target);
            Files.move(source, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            quota.giveBack(replaced);
        } catch (IOException e) {
            throw IoFailures.typed("rename to " + to, source, e);
        }
    }

    @Override
    public void delete(String name) throws IOException {
        Path path = path(name);
        try {
            long size = quota.isLimited() ? sizeOf(path) : 0;
            if (Files.deleteIfExists(path)) {
                quota.giveBack(size);
            }
        } catch (IOException e) {
            throw IoFailures.typed("delete", path, e);
        }
    }

    @Override
    public void force() throws IOException {
        forceDirectory(directory);
    }

    @Override
    public Storage directory(String name) throws IOException {
        Path child = path(name);
        try {
            if (!Files.isDirectory(child)) {
                Files.createDirectory(child);
                forceDirectory(directory);
            }
        } catch (IOException e) {
            throw IoFailures.typed("create directory", child, e);
        }
        return new FileStorage(child, quota);
    }

    @Override
    public Storage privateDirectory(String name) throws IOException {
        Storage child = directory(name);
        Path path = path(name);
        PosixFileAttributeView owners = Files.getFileAttributeView(path, PosixFileAttributeView.class);
        if (owners != null) {
            try {
                owners.setPermissions(EnumSet.of(
                        PosixFilePermission.OWNER_READ,
                        PosixFilePermission.OWNER_WRITE,
                        PosixFilePermission.OWNER_EXECUTE));
            } catch (IOException e) {
                throw IoFailures.typed("close to others", path, e);
            }
        }
        return child;
    }

    @Override
    public Lock lock() throws IOException {
        return DirectoryLock.acquire(directory);
    }

    @Override
    public Checksum crc32c() {
        return CRC32C;
    }

    @Override
    public String toString() {
        return directory.toString();
    }

    private StorageFile openFile(String name, StandardOpenOption... options) throws IOException {
        Path path = path(name);
        try {
            return new ChannelFile(path, FileChannel.open(path, options), quota);
        } catch (IOException e) {
            throw IoFailures.typed("open", path, e);
        }
    }

    private Path path(String name) {
        if (!DeviceId.isValid(name)) {
            throw new IllegalArgumentException("a file's name has the characters of a device id, got \"" + name + "\"");
        }
        return directory.resolve(name);
    }

    private static long sizeOf(Path path) throws IOException {
        return Files.isRegularFile(path) ? Files.size(path) : 0;
    }

    /** Opens and forces the directory itself; a platform without POSIX attributes makes names durable on its own. */
    private static void forceDirectory(Path directory) throws IOException {
        if (!directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return;
        }
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            throw IoFailures.typed("force directory", directory, e);
        }
    }
}
