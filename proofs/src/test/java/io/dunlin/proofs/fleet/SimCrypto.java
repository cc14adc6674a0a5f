/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.proofs.fleet;

import io.dunlin.core.RandomSource;
import java.io.ByteArrayOutputStream;
import java.io.Serial;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyPairGeneratorSpi;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Security;
import java.security.Signature;
import java.security.SignatureException;
import java.security.SignatureSpi;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Elliptic curves of a simulation: a thread that is in one makes keys of the JDK from that simulation's chance, and signs
 * with the SHA-512 of the private key and the message, which a table of these keys verifies. So all repeats itself, and
 * hundreds of certificates cost next to nothing. For all other threads, and for keys from elsewhere, ECDSA is the JDK's.
 */
final class SimCrypto {

    private static final String REAL = "SunEC";
    private static final ThreadLocal<World> WORLD = new ThreadLocal<>();

    static {
        Security.insertProviderAt(new Curves(), 1);
    }

    private SimCrypto() {}

    /** What one simulation knows: its chance, and the private key of each public one. */
    private record World(RandomSource random, Map<PublicKey, byte[]> secrets, Set<ByteBuffer> known) {}

    /** This thread enters a simulation. */
    static void begin(RandomSource random) {
        WORLD.set(new World(random, new HashMap<>(), new HashSet<>()));
    }

    /** This thread leaves the simulation. */
    static void end() {
        WORLD.remove();
    }

    /** Draws from the simulation of the thread that asks. */
    private static final class Repeating extends SecureRandom {
        @Serial
        private static final long serialVersionUID = 1;

        Repeating() {
            super(null, null);
        }

        @Override
        public void nextBytes(byte[] bytes) {
            RandomSource source = WORLD.get().random();
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) source.nextLong();
            }
        }
    }

    private static final class Curves extends Provider {
        @Serial
        private static final long serialVersionUID = 1;

        Curves() {
            super("Simulated", "1", "elliptic curves that repeat themselves in a simulation");
            putService(new Made(this, "KeyPairGenerator", "EC"));
            for (String algorithm : List.of("SHA256withECDSA", "SHA256withECDSAinP1363Format")) {
                putService(new Made(this, "Signature", algorithm));
            }
        }
    }

    private static final class Made extends Provider.Service {
        Made(Provider provider, String type, String algorithm) {
            super(provider, type, algorithm, SimCrypto.class.getName(), List.of(), Map.of());
        }

        @Override
        public Object newInstance(Object parameter) {
            try {
                return getType().equals("Signature") ? new Signatures(getAlgorithm()) : new KeyPairs();
            } catch (GeneralSecurityException e) {
                throw new AssertionError(e);
            }
        }
    }

    private static final class KeyPairs extends KeyPairGeneratorSpi {
        private final KeyPairGenerator real = KeyPairGenerator.getInstance("EC", REAL);

        KeyPairs() throws GeneralSecurityException {}

        @Override
        public void initialize(int bits, SecureRandom random) {
            real.initialize(bits, WORLD.get() == null ? random : new Repeating());
        }

        @Override
        public void initialize(AlgorithmParameterSpec spec, SecureRandom random)
                throws InvalidAlgorithmParameterException {
            real.initialize(spec, WORLD.get() == null ? random : new Repeating());
        }

        @Override
        public KeyPair generateKeyPair() {
            KeyPair pair = real.generateKeyPair();
            World world = WORLD.get();
            if (world != null) {
                byte[] secret = pair.getPrivate().getEncoded();
                world.secrets().put(pair.getPublic(), secret);
                world.known().add(ByteBuffer.wrap(secret));
            }
            return pair;
        }
    }

    private static final class Signatures extends SignatureSpi {
        private final Signature real;
        private byte @Nullable [] secret;
        private final ByteArrayOutputStream message = new ByteArrayOutputStream();

        Signatures(String algorithm) throws GeneralSecurityException {
            real = Signature.getInstance(algorithm, REAL);
        }

        @Override
        protected void engineInitVerify(PublicKey key) throws InvalidKeyException {
            World world = WORLD.get();
            secret = world == null ? null : world.secrets().get(key);
            if (secret == null) {
                real.initVerify(key);
            }
        }

        @Override
        protected void engineInitSign(PrivateKey key) throws InvalidKeyException {
            World world = WORLD.get();
            byte[] encoded = world == null ? new byte[0] : key.getEncoded();
            secret = world != null && world.known().contains(ByteBuffer.wrap(encoded)) ? encoded : null;
            if (secret == null) {
                real.initSign(key);
            }
        }

        @Override
        protected void engineUpdate(byte b) throws SignatureException {
            engineUpdate(new byte[] {b}, 0, 1);
        }

        @Override
        protected void engineUpdate(byte[] bytes, int offset, int length) throws SignatureException {
            if (secret == null) {
                real.update(bytes, offset, length);
            } else {
                message.write(bytes, offset, length);
            }
        }

        private byte[] digest(byte[] key) {
            byte[] signed = message.toByteArray();
            message.reset();
            return SimKeys.digest(key, signed);
        }

        @Override
        protected byte[] engineSign() throws SignatureException {
            return secret == null ? real.sign() : digest(secret);
        }

        @Override
        protected boolean engineVerify(byte[] signature) throws SignatureException {
            return secret == null ? real.verify(signature) : Arrays.equals(signature, digest(secret));
        }

        @Override
        @SuppressWarnings("deprecation") // The class demands it.
        protected void engineSetParameter(String name, Object value) {
            throw new UnsupportedOperationException(name);
        }

        @Override
        @SuppressWarnings("deprecation") // The class demands it.
        protected Object engineGetParameter(String name) {
            throw new UnsupportedOperationException(name);
        }
    }
}
