/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.security.identity;

import io.dunlin.core.DecodeException;
import io.dunlin.core.DeviceId;
import io.dunlin.core.Storage;
import io.dunlin.core.cbor.CborReader;
import io.dunlin.core.cbor.CborWriter;
import io.dunlin.core.log.AtomicFile;
import io.dunlin.core.log.NewerFormatException;
import io.dunlin.security.sign.jca.JcaKeys;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps P-256 keys in files. On a real file system open it on {@link Storage#privateDirectory}, which only the owner can
 * enter. The directory is locked while the store is open, so that no two processes rotate one identity. The files, each an
 * {@link AtomicFile}: {@code a.key}, {@code a.chain}, {@code b.key}, {@code b.chain}, {@code rotation}.
 */
public final class FileIdentityStore implements IdentityStore, AutoCloseable {

    private static final int VERSION = 1;
    private static final int MAX_KEY_BYTES = 4 * 1024;
    private static final int MAX_CHAIN_BYTES = 64 * 1024;
    private static final int MAX_JOURNAL_BYTES = 1024;
    private static final int MAX_CHAIN = 8;

    private final Storage storage;
    private final DeviceId device;
    private final AtomicFile journal;
    private final Storage.Lock lock;

    private FileIdentityStore(Storage storage, DeviceId device, Storage.Lock lock) {
        this.storage = storage;
        this.device = device;
        this.lock = lock;
        this.journal = new AtomicFile(storage, "rotation", MAX_JOURNAL_BYTES);
    }

    /**
     * Opens a store.
     *
     * @param storage a directory of its own
     * @param device whose identities
     * @return the store, to be closed by the caller
     * @throws IOException a {@link io.dunlin.core.StorageException} of kind {@code LOCKED} while it is open elsewhere
     */
    public static FileIdentityStore open(Storage storage, DeviceId device) throws IOException {
        return new FileIdentityStore(storage, device, storage.lock());
    }

    /** Frees the directory. */
    @Override
    public void close() throws IOException {
        lock.close();
    }

    @Override
    public DeviceId device() {
        return device;
    }

    @Override
    public @Nullable StoredKey key(KeySlot slot) throws IOException {
        byte[] bytes = read(keyFile(slot));
        try {
            return bytes == null ? null : decodeKey(slot, bytes);
        } catch (DecodeException | GeneralSecurityException e) {
            return null;
        }
    }

    @Override
    public StoredKey createKey(KeySlot slot, long generation) throws IOException {
        KeyPair pair = JcaKeys.generate();
        byte[] request = CertificateRequest.create(device, pair.getPublic(), pair.getPrivate());
        byte[] secret = pair.getPrivate().getEncoded();
        byte[] bytes = CborWriter.withLimit(MAX_KEY_BYTES)
                .array(5)
                .integer(VERSION)
                .integer(generation)
                .bytes(secret)
                .bytes(pair.getPublic().getEncoded())
                .bytes(request)
                .toByteArray();
        try {
            keyFile(slot).write(bytes);
        } finally {
            Arrays.fill(secret, (byte) 0);
            Arrays.fill(bytes, (byte) 0);
        }
        chainFile(slot).delete();
        return new StoredKey(generation, pair.getPublic(), pair.getPrivate(), request);
    }

    @Override
    public void storeChain(KeySlot slot, List<X509Certificate> chain) throws IOException {
        StoredKey key = key(slot);
        if (key == null || chain.isEmpty() || !chain.get(0).getPublicKey().equals(key.publicKey())) {
            throw new IllegalArgumentException("the certificate is not of the key in slot " + slot);
        }
        CborWriter writer =
                CborWriter.withLimit(MAX_CHAIN_BYTES).array(1 + chain.size()).integer(VERSION);
        for (X509Certificate certificate : chain) {
            try {
                writer.bytes(certificate.getEncoded());
            } catch (CertificateEncodingException e) {
                throw new IllegalArgumentException("a certificate that cannot be written", e);
            }
        }
        chainFile(slot).write(writer.toByteArray());
    }

    @Override
    public @Nullable DeviceIdentity identity(KeySlot slot) throws IOException {
        StoredKey key = key(slot);
        byte[] bytes = key == null ? null : read(chainFile(slot));
        if (key == null || bytes == null) {
            return null;
        }
        try {
            List<X509Certificate> chain = decodeChain(slot, bytes);
            boolean belongs = !chain.isEmpty() && chain.get(0).getPublicKey().equals(key.publicKey());
            return belongs ? new DeviceIdentity(device, key.generation(), chain, key.privateKey()) : null;
        } catch (DecodeException | CertificateException e) {
            return null;
        }
    }

    @Override
    public void destroy(KeySlot slot) throws IOException {
        keyFile(slot).delete();
        chainFile(slot).delete();
    }

    @Override
    public byte @Nullable [] readJournal() throws IOException {
        return read(journal);
    }

    @Override
    public void writeJournal(byte[] bytes) throws IOException {
        journal.write(bytes);
    }

    private AtomicFile keyFile(KeySlot slot) {
        return new AtomicFile(storage, slot == KeySlot.A ? "a.key" : "b.key", MAX_KEY_BYTES);
    }

    private AtomicFile chainFile(KeySlot slot) {
        return new AtomicFile(storage, slot == KeySlot.A ? "a.chain" : "b.chain", MAX_CHAIN_BYTES);
    }

    private static byte @Nullable [] read(AtomicFile file) throws IOException {
        try {
            return file.read();
        } catch (DecodeException e) {
            return null; // Damaged: as good as absent, and the other slot is there.
        }
    }

    /** What a newer version wrote is not damage: nothing may take its place. */
    private static void requireKnown(CborReader reader, String what, KeySlot slot) throws NewerFormatException {
        long version = reader.integer(VERSION, Integer.MAX_VALUE);
        if (version > VERSION) {
            throw new NewerFormatException(what + " in slot " + slot, (int) version, VERSION);
        }
    }

    private static StoredKey decodeKey(KeySlot slot, byte[] bytes)
            throws GeneralSecurityException, NewerFormatException {
        CborReader reader = new CborReader(bytes);
        int elements = reader.array();
        requireKnown(reader, "the key", slot);
        if (elements != 5) {
            throw reader.unexpected("a key of " + elements + " elements");
        }
        long generation = reader.integer(1, Long.MAX_VALUE);
        byte[] secret = reader.bytes();
        try {
            KeyFactory factory = KeyFactory.getInstance("EC");
            PrivateKey privateKey = factory.generatePrivate(new PKCS8EncodedKeySpec(secret));
            PublicKey publicKey = factory.generatePublic(new X509EncodedKeySpec(reader.bytes()));
            byte[] request = reader.bytes();
            reader.end();
            return new StoredKey(generation, publicKey, privateKey, request);
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }

    private static List<X509Certificate> decodeChain(KeySlot slot, byte[] bytes)
            throws CertificateException, NewerFormatException {
        CborReader reader = new CborReader(bytes);
        int count = reader.array() - 1;
        requireKnown(reader, "the chain", slot);
        if (count > MAX_CHAIN) {
            throw reader.unexpected("a chain of " + count + " certificates");
        }
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        List<X509Certificate> chain = new ArrayList<>(Math.max(count, 0));
        for (int i = 0; i < count; i++) {
            chain.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(reader.bytes())));
        }
        reader.end();
        return chain;
    }
}
