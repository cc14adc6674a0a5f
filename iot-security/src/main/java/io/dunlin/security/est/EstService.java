/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.security.est;

import io.dunlin.core.DeviceId;
import io.dunlin.security.enroll.CertificateAuthority;
import io.dunlin.security.enroll.DeviceStatus;
import io.dunlin.security.enroll.EnrollmentAuthorizer;
import io.dunlin.security.enroll.RotationConfirmation;
import io.dunlin.security.enroll.local.ReceivedRequest;
import io.dunlin.security.identity.Subjects;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server side of EST (RFC 7030) without its sockets: cacerts, simpleenroll, simplereenroll, and the status report of
 * RFC 8995 section 5.9.4. Blocking; safe for use by several threads if its parts are.
 */
public final class EstService {

    /** The largest body that a request may have, in bytes. */
    public static final int MAX_BODY_BYTES = 16 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(EstService.class);
    private static final String EST = "/.well-known/est/";
    private static final String STATUS = "/.well-known/brski/enrollstatus";

    private final CertificateAuthority authority;
    private final EnrollmentAuthorizer authorizer;
    private final DeviceStatus status;
    private final RotationConfirmation confirmation;

    /**
     * Creates a service.
     *
     * @param authority issues certificates
     * @param authorizer decides on strangers
     * @param status decides on devices
     * @param confirmation is told of reports
     */
    public EstService(
            CertificateAuthority authority,
            EnrollmentAuthorizer authorizer,
            DeviceStatus status,
            RotationConfirmation confirmation) {
        this.authority = authority;
        this.authorizer = authorizer;
        this.status = status;
        this.confirmation = confirmation;
    }

    /**
     * Answers a request.
     *
     * @param request what came
     * @return what to send
     */
    public EstResponse handle(EstRequest request) {
        if (request.path().equals(STATUS)) {
            return post(request, this::report);
        }
        String operation = request.path().startsWith(EST) ? request.path().substring(EST.length()) : "";
        return switch (operation) {
            case "cacerts" -> request.method().equals("GET") ? caCerts() : notAllowed("GET");
            case "simpleenroll" -> post(request, this::enroll);
            case "simplereenroll" -> post(request, this::reenroll);
            // No attributes are asked for (section 4.5.2).
            case "csrattrs" -> new EstResponse(204, Map.of(), new byte[0]);
            default -> EstResponse.failure(404, "no such operation");
        };
    }

    private interface Handler {
        EstResponse handle(EstRequest request);
    }

    private static EstResponse post(EstRequest request, Handler handler) {
        if (!request.method().equals("POST")) {
            return notAllowed("POST");
        }
        return request.body().length > MAX_BODY_BYTES
                ? EstResponse.failure(413, "the request is too large")
                : handler.handle(request);
    }

    private static EstResponse notAllowed(String method) {
        return new EstResponse(405, Map.of("Allow", method), new byte[0]);
    }

    private EstResponse caCerts() {
        return EstResponse.certificates(
                EstEncoding.certsOnly(authority.anchors().certificates()), "application/pkcs7-mime");
    }

    private EstResponse enroll(EstRequest request) {
        if (request.authorization().isEmpty()) {
            Map<String, String> challenge = Map.of("WWW-Authenticate", "Basic realm=\"enrolment\"");
            return new EstResponse(401, challenge, new byte[0]);
        }
        byte[] der = EstEncoding.decode(request.body());
        ReceivedRequest asked = der == null ? null : ReceivedRequest.parse(der);
        if (asked == null) {
            return EstResponse.failure(400, "not a certification request that can be granted");
        }
        EnrollmentAuthorizer.Decision decision =
                authorizer.authorize(asked.device(), asked.key(), request.authorization());
        return switch (decision.kind()) {
            case ALLOWED -> issue(asked);
            case PENDING -> {
                String seconds = Long.toString(Math.max(1, decision.retryAfter().toSeconds()));
                yield new EstResponse(202, Map.of("Retry-After", seconds), new byte[0]);
            }
            case DENIED -> {
                LOG.info("Enrolment of {} denied", asked.device());
                yield EstResponse.failure(403, "enrolment denied");
            }
        };
    }

    private EstResponse reenroll(EstRequest request) {
        X509Certificate peer = request.peer();
        DeviceId device = peer == null ? null : Subjects.device(peer);
        if (peer == null || device == null) {
            return EstResponse.failure(403, "re-enrolment needs the device's certificate");
        }
        DeviceStatus.Standing standing = status.of(device, peer);
        if (standing != DeviceStatus.Standing.ACTIVE) {
            LOG.info("Re-enrolment of {} denied: {}", device, standing);
            return EstResponse.failure(403, "re-enrolment denied");
        }
        byte[] der = EstEncoding.decode(request.body());
        ReceivedRequest asked = der == null ? null : ReceivedRequest.parse(der);
        if (asked == null || !asked.device().equals(device)) {
            return EstResponse.failure(400, "not a certification request for the same subject");
        }
        return issue(asked);
    }

    private EstResponse issue(ReceivedRequest asked) {
        try {
            byte[] certsOnly = EstEncoding.certsOnly(authority.issue(asked.device(), asked.key()));
            return EstResponse.certificates(certsOnly, "application/pkcs7-mime; smime-type=certs-only");
        } catch (IOException e) {
            LOG.error("The certificate of {} could not be kept", asked.device(), e);
            return EstResponse.failure(500, "try again");
        }
    }

    private EstResponse report(EstRequest request) {
        X509Certificate peer = request.peer();
        DeviceId device = peer == null ? null : Subjects.device(peer);
        if (peer == null || device == null || status.of(device, peer) != DeviceStatus.Standing.ACTIVE) {
            return EstResponse.failure(403, "a report needs the device's certificate");
        }
        EnrollStatus report = EnrollStatus.decode(request.body());
        if (report == null) {
            return EstResponse.failure(400, "not a status report");
        }
        return confirmation.reported(device, peer, report.success(), report.reason())
                ? new EstResponse(200, Map.of(), new byte[0])
                : EstResponse.failure(403, "this certificate has ended");
    }
}
