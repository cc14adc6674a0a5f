/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.fleet.enroll;

import io.dunlin.core.DeviceId;
import io.dunlin.core.wire.AccessRule;
import io.dunlin.fleet.registry.CertificateRecord;
import io.dunlin.fleet.registry.Certificates;
import io.dunlin.fleet.registry.DeviceRecord;
import io.dunlin.fleet.registry.Registry;
import io.dunlin.fleet.store.Database;
import io.dunlin.fleet.store.StoreException;
import io.dunlin.security.enroll.DeviceStatus;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges connections by the registry: the certificate names the client, was issued to that device and is not superseded or
 * revoked, and the device is in service. The fleet's own certificate, which is in no registry, is let in by its name.
 */
public final class RegistryAuthorizer implements ConnectAuthorizer {

    private static final Logger LOG = LoggerFactory.getLogger(RegistryAuthorizer.class);

    private final AccessRule rule;
    private final ConnectAuthorizer names;
    private final Registry registry;
    private final Certificates certificates;

    /**
     * Creates an authorizer.
     *
     * @param database where the registry is
     * @param rule whose devices, and what the fleet is called
     */
    public RegistryAuthorizer(Database database, AccessRule rule) {
        this.rule = rule;
        this.names = ConnectAuthorizer.ofNames(rule);
        this.registry = new Registry(database, rule.tenant());
        this.certificates = new Certificates(database, rule.tenant());
    }

    @Override
    public Verdict authorize(List<X509Certificate> chain, String clientId) {
        Verdict byName = names.authorize(chain, clientId);
        if (!byName.isAdmitted() || clientId.equals(rule.fleet())) {
            return byName;
        }
        try {
            return switch (standing(new DeviceId(clientId), chain.get(0))) {
                case ACTIVE -> Verdict.ADMITTED;
                case SUSPENDED -> Verdict.SUSPENDED;
                case REVOKED -> Verdict.ENDED;
                case UNKNOWN -> Verdict.UNKNOWN;
            };
        } catch (StoreException e) {
            LOG.error("{} cannot be judged now", clientId, e);
            return Verdict.UNDECIDED;
        }
    }

    DeviceStatus.Standing standing(DeviceId device, X509Certificate certificate) throws StoreException {
        Optional<DeviceRecord> known = registry.find(device);
        if (known.isEmpty()) {
            return DeviceStatus.Standing.UNKNOWN;
        }
        return switch (known.get().status()) {
            case SUSPENDED -> DeviceStatus.Standing.SUSPENDED;
            case REVOKED -> DeviceStatus.Standing.REVOKED;
            case REGISTERED, ACTIVE -> ofCertificate(device, certificate);
        };
    }

    private DeviceStatus.Standing ofCertificate(DeviceId device, X509Certificate certificate) throws StoreException {
        Optional<CertificateRecord> issued = certificates
                .find(Certificates.serial(certificate))
                .filter(found ->
                        found.device().equals(device) && found.certificate().equals(certificate));
        if (issued.isEmpty()) {
            return DeviceStatus.Standing.UNKNOWN;
        }
        return issued.get().state().isGood() ? DeviceStatus.Standing.ACTIVE : DeviceStatus.Standing.REVOKED;
    }
}
