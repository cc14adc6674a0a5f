/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.security.est;

import io.dunlin.core.tls.TlsIdentity;
import io.dunlin.security.enroll.Credential;
import io.dunlin.security.enroll.EnrollmentClient;
import io.dunlin.security.enroll.EnrollmentResult;
import io.dunlin.security.identity.StoredKey;
import io.dunlin.security.identity.TlsContextFactory;
import io.dunlin.security.trust.Fingerprint;
import io.dunlin.security.trust.TrustAnchors;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Gets certificates from an EST server (RFC 7030). A secret is shown only to a server that the anchors vouch for
 * (section 3.2.3), and only once that is known. Redirections are not followed. Each call uses a TLS context of one
 * identity alone. Blocking, at most for the timeout; safe for use by several threads.
 */
public final class EstClient implements EnrollmentClient {

    private static final int MAX_BODY_BYTES = 128 * 1024;
    private static final Duration DEFAULT_RETRY = Duration.ofMinutes(5);
    private static final Duration MAX_RETRY = Duration.ofDays(7);

    private final URI base;
    private final TrustAnchors anchors;
    private final Duration timeout;

    /**
     * Creates a client.
     *
     * @param server scheme {@code https}, host and port, and as path nothing or the label of one of the server's
     *     authorities (section 3.2.2)
     * @param anchors whose servers to trust
     * @param timeout for one exchange, connecting included
     */
    public EstClient(URI server, TrustAnchors anchors, Duration timeout) {
        this.base = base(server);
        this.anchors = anchors;
        this.timeout = timeout;
    }

    private static URI base(URI server) {
        if (!"https".equals(server.getScheme()) || server.getHost() == null) {
            throw new IllegalArgumentException("an EST server is an https URI with a host, got " + server);
        }
        String path = server.getPath() == null ? "" : server.getPath().replaceAll("^/+|/+$", "");
        return server.resolve("/.well-known/est/" + (path.isEmpty() ? "" : path + '/'));
    }

    /**
     * Asks a server that cannot be verified yet whom to trust (section 4.1.1), and believes only the one authority that is
     * known by its fingerprint. Nothing secret is sent.
     *
     * @param server as for the constructor
     * @param authority the fingerprint that came with the device
     * @param timeout for the exchange
     * @return that authority; null if the server was not reached or did not name it
     */
    public static @Nullable TrustAnchors bootstrap(URI server, Fingerprint authority, Duration timeout) {
        for (X509Certificate certificate : authorities(base(server), timeout, TlsContextFactory.unverified())) {
            if (Fingerprint.of(certificate).equals(authority)) {
                return TrustAnchors.of(certificate);
            }
        }
        return null;
    }

    /**
     * Asks whom to trust (section 4.1).
     *
     * @param identity authenticates nobody or the device; its anchors decide whether the answer can be believed
     * @return the server's authorities, null if there was no usable answer
     */
    public @Nullable TrustAnchors caCerts(TlsIdentity identity) {
        List<X509Certificate> found = authorities(base, timeout, identity);
        return found.isEmpty() ? null : new TrustAnchors(found);
    }

    private static List<X509Certificate> authorities(URI base, Duration timeout, TlsIdentity identity) {
        try {
            HttpResponse<byte[]> response = exchange(
                    timeout,
                    identity,
                    HttpRequest.newBuilder(base.resolve("cacerts")).GET());
            List<X509Certificate> found =
                    response.statusCode() == 200 ? EstEncoding.certificates(response.body()) : null;
            return found == null || found.size() > TrustAnchors.MAX_ANCHORS ? List.of() : found;
        } catch (UnreachableException e) {
            return List.of();
        }
    }

    @Override
    public EnrollmentResult enroll(StoredKey key, Credential credential) {
        HttpRequest.Builder request = request("simpleenroll", key).header("Authorization", credential.header());
        return issued(TlsContextFactory.anonymous(anchors), request, key.publicKey());
    }

    @Override
    public EnrollmentResult reenroll(StoredKey key, TlsIdentity current) {
        return issued(current, request("simplereenroll", key), key.publicKey());
    }

    /** Reports as RFC 8995 section 5.9.4 has it. */
    @Override
    public boolean confirm(TlsIdentity identity, boolean success, String reason) {
        byte[] body = EnrollStatus.encode(success, reason);
        try {
            return exchange(
                                    timeout,
                                    identity,
                                    HttpRequest.newBuilder(base.resolve("/.well-known/brski/enrollstatus"))
                                            .header("Content-Type", "application/json")
                                            .POST(HttpRequest.BodyPublishers.ofByteArray(body)))
                            .statusCode()
                    == 200;
        } catch (UnreachableException e) {
            return false;
        }
    }

    private HttpRequest.Builder request(String operation, StoredKey key) {
        return HttpRequest.newBuilder(base.resolve(operation))
                .header("Content-Type", "application/pkcs10")
                .header("Content-Transfer-Encoding", "base64")
                .POST(HttpRequest.BodyPublishers.ofByteArray(EstEncoding.lines(key.request())));
    }

    private EnrollmentResult issued(TlsIdentity identity, HttpRequest.Builder request, PublicKey key) {
        HttpResponse<byte[]> response;
        try {
            response = exchange(timeout, identity, request);
        } catch (UnreachableException e) {
            return new EnrollmentResult.Unreachable(e.getMessage());
        }
        int status = response.statusCode();
        if (status == 202 || status == 503) {
            return new EnrollmentResult.Pending(retryAfter(response));
        }
        if (status != 200) {
            return new EnrollmentResult.Refused("the server answered " + status, status >= 500 || status == 429);
        }
        List<X509Certificate> certificates = EstEncoding.certificates(response.body());
        List<X509Certificate> chain = certificates == null ? List.of() : chain(certificates, key);
        return chain.isEmpty()
                ? new EnrollmentResult.Refused("the answer holds no certificate of the requested key", true)
                : new EnrollmentResult.Issued(chain);
    }

    /** Sorts certificates into the one of a key followed by its issuers; empty if none or several are of the key. */
    private static List<X509Certificate> chain(List<X509Certificate> certificates, PublicKey key) {
        List<X509Certificate> left = new ArrayList<>(certificates);
        List<X509Certificate> chain = new ArrayList<>();
        for (X509Certificate certificate : certificates) {
            if (certificate.getPublicKey().equals(key)) {
                chain.add(certificate);
            }
        }
        if (chain.size() != 1) {
            return List.of();
        }
        left.removeAll(chain);
        boolean grown = true;
        while (grown) {
            X509Certificate last = chain.get(chain.size() - 1);
            grown = false;
            for (X509Certificate candidate : left) {
                if (candidate.getSubjectX500Principal().equals(last.getIssuerX500Principal())) {
                    chain.add(candidate);
                    left.remove(candidate);
                    grown = true;
                    break;
                }
            }
        }
        return chain;
    }

    private static HttpResponse<byte[]> exchange(Duration timeout, TlsIdentity identity, HttpRequest.Builder request)
            throws UnreachableException {
        // One client per call: its pool of connections must not outlive the identity.
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .sslContext(identity.context())
                .sslParameters(identity.parameters())
                .connectTimeout(timeout)
                .build();
        CompletableFuture<HttpResponse<byte[]>> answer =
                client.sendAsync(request.timeout(timeout).build(), info -> new BoundedBody(MAX_BODY_BYTES));
        try {
            return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new UnreachableException("no answer within " + timeout);
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new UnreachableException("interrupted");
        } catch (ExecutionException e) {
            throw new UnreachableException(String.valueOf(e.getCause()));
        }
    }

    /** Reads Retry-After (RFC 9110 section 10.2.3): seconds or a date. */
    private static Duration retryAfter(HttpResponse<byte[]> response) {
        Map<String, List<String>> headers = response.headers().map();
        String value = headers.getOrDefault("retry-after", List.of("")).get(0).trim();
        Duration wait = DEFAULT_RETRY;
        try {
            wait = value.matches("[0-9]{1,9}")
                    ? Duration.ofSeconds(Long.parseLong(value))
                    : Duration.between(Instant.now(), ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME));
        } catch (DateTimeException e) {
            // Neither: the default.
        }
        if (wait.isNegative()) {
            return Duration.ZERO;
        }
        return wait.compareTo(MAX_RETRY) > 0 ? MAX_RETRY : wait;
    }

    /** Nobody answered. */
    private static final class UnreachableException extends Exception {
        private static final long serialVersionUID = 1L;

        UnreachableException(String message) {
            super(message);
        }

        @Override
        public String getMessage() {
            return String.valueOf(super.getMessage());
        }
    }
}
