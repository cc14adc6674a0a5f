/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.security.est;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dunlin.core.DeviceId;
import io.dunlin.core.rim.FileStorage;
import io.dunlin.core.tls.TlsIdentity;
import io.dunlin.security.enroll.Credential;
import io.dunlin.security.enroll.EnrollmentAuthorizer;
import io.dunlin.security.enroll.EnrollmentResult;
import io.dunlin.security.enroll.local.LocalCertificateAuthority;
import io.dunlin.security.est.netty.EstServer;
import io.dunlin.security.identity.CertificateCheck;
import io.dunlin.security.identity.DeviceIdentity;
import io.dunlin.security.identity.FileIdentityStore;
import io.dunlin.security.identity.KeySlot;
import io.dunlin.security.identity.StoredKey;
import io.dunlin.security.identity.TlsContextFactory;
import io.dunlin.security.sign.jca.JcaKeys;
import io.dunlin.security.trust.Fingerprint;
import io.dunlin.security.trust.TrustAnchors;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** EST client and server together, over TLS on loopback; methods carry the section of RFC 7030. */
class EstTest {

    private static final Credential TOKEN = Credential.claimToken(EstBench.TOKEN);

    @TempDir
    Path directory;

    private EstBench bench;

    @BeforeEach
    void start() throws Exception {
        bench = new EstBench(directory);
    }

    @AfterEach
    void stop() {
        bench.close();
    }

    @Test
    void bootstrap_believesTheAuthorityOfTheFingerprintAlone() {
        X509Certificate root = bench.authority.anchors().certificates().get(0);
        Fingerprint known = Fingerprint.parse(Fingerprint.of(root).toString());
        Duration patience = Duration.ofSeconds(20);
        assertThat(EstClient.bootstrap(bench.uri(), known, patience)).isEqualTo(bench.authority.anchors());
        assertThat(EstClient.bootstrap(bench.uri(), Fingerprint.parse("ab".repeat(32)), patience))
                .isNull();
        assertThat(EstClient.bootstrap(URI.create("https://localhost:1"), known, patience))
                .isNull();
        assertThatThrownBy(() -> Fingerprint.parse("ab")).isInstanceOf(IllegalArgumentException.class);
        assertThat(TrustAnchors.parse(bench.authority.anchors().encode())).isEqualTo(bench.authority.anchors());
    }

    @Test
    void s411_caCerts_returnsTheAnchors() {
        TlsIdentity nobody = TlsContextFactory.anonymous(bench.authority.anchors());
        assertThat(bench.client().caCerts(nobody)).isEqualTo(bench.authority.anchors());
    }

    @Test
    void s42_simpleEnroll_issuesForTheKey_andAgainTheSame() throws Exception {
        StoredKey key = bench.store.createKey(KeySlot.A, 1);
        List<X509Certificate> chain = issued(bench.client().enroll(key, TOKEN));
        assertThat(CertificateCheck.check(
                        chain, EstBench.DEVICE, key.publicKey(), bench.authority.anchors(), System.currentTimeMillis()))
                .isEqualTo(CertificateCheck.Finding.GOOD);
        assertThat(issued(bench.client().enroll(key, TOKEN))).isEqualTo(chain);
        bench.store.storeChain(KeySlot.A, chain);
        assertThat(bench.store.identity(KeySlot.A).chain()).isEqualTo(chain);
        assertThat(issued(bench.client().enroll(key, Credential.password("dev-1", EstBench.TOKEN))))
                .isEqualTo(chain);
    }

    @Test
    void claimToken_isWorthNothingWithAnotherKey() throws Exception {
        issued(bench.client().enroll(bench.store.createKey(KeySlot.A, 1), TOKEN));
        assertThat(refused(bench.client().enroll(bench.store.createKey(KeySlot.A, 1), TOKEN)))
                .contains("403");
        assertThat(refused(bench.client().enroll(bench.store.key(KeySlot.A), Credential.claimToken("wrong"))))
                .contains("403");
    }

    @Test
    void s421_withoutCredential_isChallenged() throws Exception {
        HttpClient client = HttpClient.newBuilder()
                .sslContext(
                        TlsContextFactory.anonymous(bench.authority.anchors()).context())
                .build();
        HttpRequest.Builder request = HttpRequest.newBuilder(bench.uri().resolve("/.well-known/est/simpleenroll"));
        HttpResponse<String> response = client.send(
                request.POST(HttpRequest.BodyPublishers.ofString("x")).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(response.headers().firstValue("WWW-Authenticate")).isPresent();
        HttpResponse<String> get = client.send(request.GET().build(), HttpResponse.BodyHandlers.ofString());
        assertThat(get.statusCode()).isEqualTo(405);
        HttpResponse<String> other = client.send(
                HttpRequest.newBuilder(bench.uri().resolve("/other")).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(other.statusCode()).isEqualTo(404);
        HttpResponse<String> garbage = client.send(
                request.header("Authorization", TOKEN.header())
                        .POST(HttpRequest.BodyPublishers.ofString("bm90IGEgcmVxdWVzdA=="))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(garbage.statusCode()).isEqualTo(400);
        HttpResponse<String> huge = client.send(
                request.POST(HttpRequest.BodyPublishers.ofByteArray(new byte[64 * 1024]))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(huge.statusCode()).isEqualTo(413);
    }

    @Test
    void s422_simpleReenroll_needsTheDevicesCertificate_andItsStanding() throws Exception {
        TlsIdentity first = enrolled();
        StoredKey next = bench.store.createKey(KeySlot.B, 2);
        List<X509Certificate> chain = issued(bench.client().reenroll(next, first));
        assertThat(chain.get(0).getPublicKey()).isEqualTo(next.publicKey());
        assertThat(chain.get(0).getSubjectX500Principal())
                .isEqualTo(bench.store.identity(KeySlot.A).certificate().getSubjectX500Principal());
        TlsIdentity nobody = TlsContextFactory.anonymous(bench.authority.anchors());
        assertThat(refused(bench.client().reenroll(next, nobody))).contains("403");
        bench.blocked.add(EstBench.DEVICE);
        assertThat(refused(bench.client().reenroll(next, first))).contains("403");
    }

    @Test
    void s422_simpleReenroll_forAnotherName_isRefused() throws Exception {
        TlsIdentity first = enrolled();
        FileIdentityStore other =
                FileIdentityStore.open(FileStorage.open(directory.resolve("other")), new DeviceId("dev-2"));
        assertThat(refused(bench.client().reenroll(other.createKey(KeySlot.A, 1), first)))
                .contains("400");
    }

    @Test
    void s423_pending_carriesRetryAfter() throws Exception {
        bench.override = EnrollmentAuthorizer.Decision.pending(Duration.ofSeconds(77));
        EnrollmentResult result = bench.client().enroll(bench.store.createKey(KeySlot.A, 1), TOKEN);
        assertThat(result).isEqualTo(new EnrollmentResult.Pending(Duration.ofSeconds(77)));
    }

    @Test
    void rfc8995_594_report_reachesTheServer() throws Exception {
        TlsIdentity first = enrolled();
        assertThat(bench.client().confirm(first, true, "")).isTrue();
        assertThat(bench.client().confirm(first, false, "broker said \"no\"")).isTrue();
        assertThat(bench.reports).containsExactly("dev-1 true ", "dev-1 false broker said ?no?");
        assertThat(bench.client().confirm(TlsContextFactory.anonymous(bench.authority.anchors()), true, ""))
                .isFalse();
    }

    @Test
    void s323_serverOfAnotherAuthority_neverSeesTheSecret() throws Exception {
        LocalCertificateAuthority stranger = LocalCertificateAuthority.open(
                FileStorage.open(directory.resolve("stranger")), Clock.systemUTC(), Duration.ofDays(1));
        EstClient client = new EstClient(bench.uri(), stranger.anchors(), Duration.ofSeconds(20));
        EnrollmentResult result = client.enroll(bench.store.createKey(KeySlot.A, 1), TOKEN);
        assertThat(result.kind()).isEqualTo(EnrollmentResult.Kind.UNREACHABLE);
        assertThat(result.toString()).doesNotContain(EstBench.TOKEN);
        assertThat(client.caCerts(TlsContextFactory.anonymous(stranger.anchors())))
                .isNull();
        assertThatThrownBy(() -> new EstClient(URI.create("http://localhost"), stranger.anchors(), Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void serverUnderAnAddressThatItsCertificateLacks_isNotTrusted() throws Exception {
        // The bench's server has localhost and 127.0.0.1 as names; 127.0.0.2 is the same server under no name.
        URI elsewhere = URI.create("https://127.0.0.2:" + bench.uri().getPort());
        EstClient client = new EstClient(elsewhere, bench.authority.anchors(), Duration.ofSeconds(20));
        assertThat(client.caCerts(TlsContextFactory.anonymous(bench.authority.anchors())))
                .isNull();
    }

    @Test
    void serverNamedByItsCommonNameOnly_isNotTrusted() throws Exception {
        // The same certificate with the name where it belongs is trusted, so nothing else is wrong with it.
        assertThat(caCertsOfServer(new GeneralNames(new GeneralName(GeneralName.dNSName, "localhost"))))
                .isEqualTo(bench.authority.anchors());
        assertThat(caCertsOfServer(null)).isNull();
    }

    @Test
    void authority_opensAgainWithTheSameAnchors() throws Exception {
        LocalCertificateAuthority again = LocalCertificateAuthority.open(
                FileStorage.open(directory).directory("authority"), Clock.systemUTC(), Duration.ofDays(30));
        assertThat(again.anchors()).isEqualTo(bench.authority.anchors());
        assertThat(TrustAnchors.of(again.anchors().certificates().get(0)).union(again.anchors()))
                .isEqualTo(again.anchors());
    }

    /** Asks a server whose certificate has the common name localhost, with or without alternative names. */
    private @Nullable TrustAnchors caCertsOfServer(@Nullable GeneralNames alternatives) throws Exception {
        KeyPair key = JcaKeys.generate();
        X500Name name = new X500Name("CN=localhost");
        Instant now = Instant.now();
        X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                name,
                BigInteger.ONE,
                Date.from(now.minus(Duration.ofHours(1))),
                Date.from(now.plus(Duration.ofHours(1))),
                name,
                key.getPublic());
        if (alternatives != null) {
            builder.addExtension(Extension.subjectAlternativeName, false, alternatives);
        }
        X509Certificate certificate = new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key.getPrivate())));
        TrustAnchors anchors = TrustAnchors.of(certificate);
        TlsIdentity identity = TlsContextFactory.server(
                List.of(certificate),
                key.getPrivate(),
                bench.authority.anchors(),
                TlsContextFactory.ClientAuthentication.REQUESTED);
        try (EstServer server = bench.serve(identity)) {
            URI uri = URI.create("https://localhost:" + server.port());
            return new EstClient(uri, anchors, Duration.ofSeconds(20)).caCerts(TlsContextFactory.anonymous(anchors));
        }
    }

    private TlsIdentity enrolled() throws Exception {
        StoredKey key = bench.store.createKey(KeySlot.A, 1);
        bench.store.storeChain(KeySlot.A, issued(bench.client().enroll(key, TOKEN)));
        DeviceIdentity identity = bench.store.identity(KeySlot.A);
        return TlsContextFactory.device(identity, bench.authority.anchors());
    }

    private static List<X509Certificate> issued(EnrollmentResult result) {
        assertThat(result.kind()).as(result.toString()).isEqualTo(EnrollmentResult.Kind.ISSUED);
        return ((EnrollmentResult.Issued) result).chain();
    }

    private static String refused(EnrollmentResult result) {
        assertThat(result.kind()).as(result.toString()).isEqualTo(EnrollmentResult.Kind.REFUSED);
        return ((EnrollmentResult.Refused) result).reason();
    }
}
