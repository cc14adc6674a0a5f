/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.security.rotate.agent;

import io.dunlin.core.DecodeException;
import io.dunlin.security.identity.DeviceIdentity;
import io.dunlin.security.identity.IdentityStore;
import io.dunlin.security.identity.KeySlot;
import io.dunlin.security.rotate.NewerJournalException;
import io.dunlin.security.rotate.Rotation;
import io.dunlin.security.rotate.RotationPhase;
import io.dunlin.security.rotate.RotationRecord;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What is on the disk: the journal says what was intended, the slots say what is there.
 *
 * @param journal the journal, or what takes its place
 * @param active the active identity
 * @param spare what the other slot holds
 * @param spareIdentity the other slot's identity, null unless it holds one
 * @param newer the version of a journal that this library does not understand, 0 if it does
 */
record Snapshot(
        RotationRecord journal,
        DeviceIdentity active,
        Rotation.Spare spare,
        @Nullable DeviceIdentity spareIdentity,
        long newer) {

    /** Reads all of it; null if neither slot has an identity: the device is not enrolled. */
    static @Nullable Snapshot read(IdentityStore store) throws IOException {
        RotationRecord journal;
        try {
            journal = journal(store);
        } catch (NewerJournalException e) {
            return ofNewer(store, e);
        }
        if (journal == null || store.identity(slot(journal)) == null) {
            journal = withoutJournal(store);
        }
        DeviceIdentity active = journal == null ? null : store.identity(slot(journal));
        if (journal == null || active == null) {
            return null;
        }
        KeySlot spareSlot = slot(journal).other();
        DeviceIdentity identity = store.identity(spareSlot);
        Rotation.Spare spare = identity != null
                ? Rotation.Spare.IDENTITY
                : store.key(spareSlot) != null ? Rotation.Spare.KEY : Rotation.Spare.EMPTY;
        return new Snapshot(journal, active, spare, identity, 0);
    }

    /** Takes the identity that the newer library called active, and touches nothing. */
    private static Snapshot ofNewer(IdentityStore store, NewerJournalException newer) throws IOException {
        RotationRecord journal = RotationRecord.stable(newer.activeSlot(), newer.activeGeneration());
        DeviceIdentity active = store.identity(slot(journal));
        if (active == null) {
            throw new IOException("the identity in use is damaged, and " + newer.getMessage(), newer);
        }
        return new Snapshot(journal, active, Rotation.Spare.EMPTY, null, newer.version());
    }

    static KeySlot slot(RotationRecord journal) {
        return journal.activeSlot() == 0 ? KeySlot.A : KeySlot.B;
    }

    private static @Nullable RotationRecord journal(IdentityStore store) throws IOException {
        byte[] bytes = store.readJournal();
        try {
            return bytes == null ? null : RotationRecord.decode(bytes);
        } catch (NewerJournalException e) {
            throw e;
        } catch (DecodeException e) {
            return null; // Damaged: the slots themselves tell what can be used.
        }
    }

    /**
     * Without a usable journal one identity is simply used; of two the older one is, and the newer one is tried: the
     * server knows it if it ever confirmed it.
     */
    private static @Nullable RotationRecord withoutJournal(IdentityStore store) throws IOException {
        DeviceIdentity a = store.identity(KeySlot.A);
        DeviceIdentity b = store.identity(KeySlot.B);
        if (a == null || b == null) {
            DeviceIdentity only = a != null ? a : b;
            return only == null ? null : RotationRecord.stable(only == a ? 0 : 1, only.generation());
        }
        boolean aIsOlder = a.generation() <= b.generation();
        return new RotationRecord(
                RotationPhase.ISSUED,
                aIsOlder ? 0 : 1,
                Math.min(a.generation(), b.generation()),
                Math.max(a.generation(), b.generation()),
                0,
                0,
                0);
    }
}
