/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.samples.quickstart.report;

import io.dunlin.core.DeviceId;
import io.dunlin.core.twin.Convergence;
import io.dunlin.core.twin.Value;
import io.dunlin.fleet.Fleet;
import io.dunlin.fleet.twin.TwinView;
import io.dunlin.samples.quickstart.program.Contract;
import io.dunlin.samples.quickstart.program.DeviceDiary;
import java.io.IOException;
import java.util.List;

/** Compares what is desired, what the fleet believes to be in force, and what the device did. */
final class TwinAudit {

    private TwinAudit() {}

    /** Tells whether the interval that was desired last is what the device reports and put in force last. */
    static boolean converged(Fleet fleet, DeviceId device, long interval, DeviceDiary diary) throws IOException {
        TwinView twin = fleet.twins().find(device).orElse(null);
        Value wanted = Value.of(interval);
        List<String> applied = applied(diary, Contract.REPORT_EVERY);
        return twin != null
                && wanted.equals(twin.desired().get(Contract.REPORT_EVERY))
                && wanted.equals(twin.reported().get(Contract.REPORT_EVERY))
                && fleet.twins().convergence(device, twin.version()).kind() != Convergence.Kind.PENDING
                && !applied.isEmpty()
                && applied.get(applied.size() - 1).equals(Contract.REPORT_EVERY + " " + wanted);
    }

    /** Tells whether a colour is desired that the device never showed and refused, with a reason. */
    static boolean refusedColour(Fleet fleet, DeviceId device, DeviceDiary diary) throws IOException {
        TwinView twin = fleet.twins().find(device).orElse(null);
        return twin != null
                && twin.desired().containsKey(Contract.LAMP)
                && !twin.reported().containsKey(Contract.LAMP)
                && applied(diary, Contract.LAMP).isEmpty()
                && isRefused(fleet, device, twin.version());
    }

    private static boolean isRefused(Fleet fleet, DeviceId device, long versions) throws IOException {
        for (long version = 1; version <= versions; version++) {
            Convergence found = fleet.twins().convergence(device, version);
            if (found.kind() == Convergence.Kind.REJECTED) {
                Convergence.Rejected rejected = (Convergence.Rejected) found;
                return rejected.path().equals(Contract.LAMP)
                        && !rejected.ack().text().isEmpty();
            }
        }
        return false;
    }

    private static List<String> applied(DeviceDiary diary, String path) throws IOException {
        return diary.read(DeviceDiary.Page.APPLIED).stream()
                .filter(line -> line.startsWith(path + " "))
                .toList();
    }
}
