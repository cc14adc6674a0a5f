/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.manifest;

import io.dunlin.core.DecodeException;
import io.dunlin.core.cbor.CborFields;
import io.dunlin.core.cbor.CborLimits;
import io.dunlin.core.cbor.CborReader;
import io.dunlin.core.cbor.CborWriter;
import io.dunlin.ota.delta.Digest;
import io.dunlin.ota.delta.ImageDigest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Manifests as deterministic CBOR; the layout is in {@code docs/wire.md}. Stateless. */
public final class ManifestCodec {

    /** The longest manifest without its signatures, in bytes. */
    public static final int MAX_BYTES = 32 << 10;

    private static final int VERSION = 1;
    private static final CborLimits LIMITS = new CborLimits(MAX_BYTES, 8, 4096, 4 * Names.MAX_LENGTH, 64);

    private ManifestCodec() {}

    /**
     * Writes a manifest.
     *
     * @param manifest the manifest
     * @return the only encoding of it
     * @throws IllegalStateException if it takes more than {@link #MAX_BYTES}
     */
    public static byte[] encode(Manifest manifest) {
        CborWriter out = CborWriter.withLimit(MAX_BYTES);
        out.map(5).integer(0).integer(VERSION);
        out.integer(1).integer(manifest.sequence());
        out.integer(2).text(manifest.campaign());
        out.integer(3).integer(manifest.expiresMillis());
        out.integer(4).array(manifest.components().size());
        for (Component component : manifest.components()) {
            Model model = component.model();
            out.map(6).integer(0).text(component.id());
            out.integer(1).array(3).text(model.vendor()).text(model.type()).text(model.hardware());
            out.integer(2).text(component.version());
            out.integer(3).integer(component.securityVersion());
            out.integer(4);
            put(out, component.target());
            out.integer(5).array(component.encodings().size());
            for (Encoding encoding : component.encodings()) {
                ImageDigest source = encoding.source();
                out.array(source == null ? 1 : 2);
                put(out, encoding.payload());
                if (source != null) {
                    put(out, source);
                }
            }
        }
        return out.toByteArray();
    }

    private static void put(CborWriter out, ImageDigest image) {
        out.array(2).integer(image.length()).bytes(image.sha256().bytes());
    }

    /**
     * Reads a manifest.
     *
     * @param bytes its encoding
     * @return the manifest
     * @throws DecodeException if it is anything else than {@link #encode} writes
     */
    public static Manifest decode(byte[] bytes) {
        CborReader in = new CborReader(bytes, 0, bytes.length, LIMITS);
        try {
            CborFields fields = CborFields.of(in);
            long sequence = 0;
            long expires = 0;
            String campaign = "";
            List<Component> components = List.of();
            while (fields.next()) {
                switch (fields.key()) {
                    case 0 -> in.integer(VERSION, VERSION);
                    case 1 -> sequence = in.integer(1, Long.MAX_VALUE);
                    case 2 -> campaign = in.text();
                    case 3 -> expires = in.integer(0, Long.MAX_VALUE);
                    case 4 -> components = components(in);
                    default -> throw fields.unknown();
                }
            }
            fields.require(0, 1, 2, 3, 4);
            in.end();
            return new Manifest(sequence, campaign, expires, components);
        } catch (IllegalArgumentException e) {
            throw in.unexpected(String.valueOf(e.getMessage()));
        }
    }

    private static List<Component> components(CborReader in) {
        int count = in.array();
        List<Component> components = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            components.add(component(in));
        }
        return components;
    }

    private static Component component(CborReader in) {
        CborFields fields = CborFields.of(in);
        String id = "";
        @Nullable Model model = null;
        String version = "";
        long securityVersion = 0;
        @Nullable ImageDigest target = null;
        List<Encoding> encodings = new ArrayList<>();
        while (fields.next()) {
            switch (fields.key()) {
                case 0 -> id = in.text();
                case 1 -> {
                    in.array(3);
                    model = new Model(in.text(), in.text(), in.text());
                }
                case 2 -> version = in.text();
                case 3 -> securityVersion = in.integer(0, Long.MAX_VALUE);
                case 4 -> target = image(in);
                case 5 -> {
                    for (int left = in.array(); left > 0; left--) {
                        int parts = in.array();
                        if (parts != 1 && parts != 2) {
                            throw in.unexpected("an encoding has a payload and at most a source");
                        }
                        encodings.add(new Encoding(image(in), parts == 1 ? null : image(in)));
                    }
                }
                default -> throw fields.unknown();
            }
        }
        fields.require(0, 1, 2, 3, 4, 5);
        if (model == null || target == null) {
            throw in.unexpected("a component without model or target");
        }
        return new Component(id, model, version, securityVersion, target, encodings);
    }

    private static ImageDigest image(CborReader in) {
        in.array(2);
        return new ImageDigest(in.integer(0, Long.MAX_VALUE), Digest.of(in.bytes()));
    }
}
