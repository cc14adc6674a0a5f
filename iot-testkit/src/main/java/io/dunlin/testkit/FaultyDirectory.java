/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.testkit;

import io.dunlin.core.DeviceId;
import io.dunlin.core.Storage;
import io.dunlin.core.StorageException;
import io.dunlin.core.StorageFile;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A directory of a {@link FaultyStorage} as one boot of the machine sees it. */
final class FaultyDirectory implements Storage {

    private final FaultyStorage disk;
    private final DiskDirectory directory;
    private final String path;
    private final int boot;

    FaultyDirectory(FaultyStorage disk, DiskDirectory directory, String path, int boot) {
        this.disk = disk;
        this.directory = directory;
        this.path = path;
        this.boot = boot;
    }

    @Override
    public List<String> list() throws IOException {
        disk.read(boot, path);
        return directory.names();
    }

    @Override
    public boolean exists(String name) {
        disk.requireOn(boot);
        return find(name) != null;
    }

    @Override
    public StorageFile open(String name) throws IOException {
        disk.read(boot, path + name);
        return new FaultyFile(disk, existing(name), path + name, boot, false);
    }

    @Override
    public StorageFile openOrCreate(String name) throws IOException {
        disk.read(boot, path + name);
        if (directory.child(name) != null) {
            throw new StorageException(StorageException.Kind.IO, path + name + " is a directory");
        }
        if (find(name) == null) {
            disk.change(boot, "create", path + name, -1, 1, size -> {
                if (size > 0) {
                    directory.create(name);
                }
            });
        }
        return new FaultyFile(disk, existing(name), path + name, boot, true);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        disk.requireOn(boot);
        DiskFile file = existing(from);
        @Nullable DiskFile replaced = find(to);
        if (replaced == file) {
            return;
        }
        disk.change(boot, "rename", path + from + " to " + to, -1, 1, size -> {
            if (size > 0) {
                directory.rename(from, to, file);
                disk.grew(replaced == null ? 0 : -replaced.length());
            }
        });
    }

    @Override
    public void delete(String name) throws IOException {
        disk.requireOn(boot);
        DiskFile file = find(name);
        if (file != null) {
            disk.change(boot, "delete", path + name, -1, 1, size -> {
                if (size > 0) {
                    directory.delete(name, file);
                    disk.grew(-file.length());
                }
            });
        }
    }

    @Override
    public void force() throws IOException {
        disk.change(boot, "force", path.isEmpty() ? "/" : path, -1, 1, size -> {
            if (size > 0) {
                directory.force();
            }
        });
    }

    @Override
    public Storage directory(String name) throws IOException {
        disk.requireOn(boot);
        if (find(name) != null) {
            throw new StorageException(StorageException.Kind.IO, path + name + " is a file");
        }
        if (directory.child(name) == null) {
            disk.change(boot, "create directory", path + name, -1, 1, size -> {
                if (size > 0) {
                    directory.addChild(name);
                }
            });
        }
        return new FaultyDirectory(disk, directory.addChild(name), path + name + '/', boot);
    }

    @Override
    public Lock lock() throws IOException {
        disk.requireOn(boot);
        if (!directory.lock()) {
            throw new StorageException(StorageException.Kind.LOCKED, "the directory is held: /" + path);
        }
        return new Held(directory);
    }

    private DiskFile existing(String name) throws IOException {
        DiskFile file = find(name);
        if (file == null) {
            throw new StorageException(StorageException.Kind.NOT_FOUND, "there is no file " + path + name);
        }
        return file;
    }

    private @Nullable DiskFile find(String name) {
        if (!DeviceId.isValid(name)) {
            throw new IllegalArgumentException("not a file name: \"" + name + "\"");
        }
        return directory.find(name);
    }

    /** A lock, given back at most once and not after a power cut. */
    private final class Held implements Lock {

        private @Nullable DiskDirectory held;

        Held(DiskDirectory held) {
            this.held = held;
        }

        @Override
        public void close() {
            disk.requireOn(boot);
            if (held != null) {
                held.unlock();
                held = null;
            }
        }
    }
}
