/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.security.identity;

import io.dunlin.core.DeviceId;
import java.security.cert.X509Certificate;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import org.jspecify.annotations.Nullable;

/** Reads names of certificates. Stateless. */
public final class Subjects {

    private Subjects() {}

    /**
     * Returns the device that a certificate names.
     *
     * @param certificate any certificate
     * @return the device, null if the subject is anything else than one common name that is a device id
     */
    public static @Nullable DeviceId device(X509Certificate certificate) {
        String name = commonName(certificate);
        return name != null && DeviceId.isValid(name) ? new DeviceId(name) : null;
    }

    /**
     * Returns the name of a certificate.
     *
     * @param certificate any certificate
     * @return the only common name of its subject; null if there is none, more than one, or anything beside it
     */
    public static @Nullable String commonName(X509Certificate certificate) {
        try {
            LdapName subject =
                    new LdapName(certificate.getSubjectX500Principal().getName());
            if (subject.size() != 1) {
                return null;
            }
            Rdn name = subject.getRdn(0);
            boolean only = name.size() == 1 && name.getType().equalsIgnoreCase("CN");
            return only && name.getValue() instanceof String text ? text : null;
        } catch (InvalidNameException e) {
            return null;
        }
    }
}
