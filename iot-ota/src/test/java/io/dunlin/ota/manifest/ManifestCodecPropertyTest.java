/*
 * Copyright 2026 the Dunlin authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.dunlin.ota.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.core.DecodeException;
import io.dunlin.ota.delta.Digest;
import io.dunlin.ota.delta.ImageDigest;
import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ManifestCodecPropertyTest {

    @Property
    void decoding_givesBackWhatWasEncoded(@ForAll("manifests") Manifest manifest) {
        byte[] bytes = ManifestCodec.encode(manifest);

        assertThat(ManifestCodec.decode(bytes)).isEqualTo(manifest);
    }

    @Property
    void changedBytes_areRefusedOrAreTheEncodingOfWhatTheySay(
            @ForAll("manifests") Manifest manifest, @ForAll int at, @ForAll byte value) {
        byte[] bytes = ManifestCodec.encode(manifest);
        bytes[Math.floorMod(at, bytes.length)] = value;
        try {
            assertThat(ManifestCodec.encode(ManifestCodec.decode(bytes))).isEqualTo(bytes);
        } catch (DecodeException e) {
            assertThat(e.offset()).isBetween(-1, bytes.length);
        }
    }

    @Property
    void cutBytes_areRefused(@ForAll("manifests") Manifest manifest, @ForAll int at) {
        byte[] bytes = ManifestCodec.encode(manifest);
        byte[] cut = Arrays.copyOf(bytes, Math.floorMod(at, bytes.length));

        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> ManifestCodec.decode(cut)))
                .isInstanceOf(DecodeException.class);
    }

    @Provide
    Arbitrary<Manifest> manifests() {
        Arbitrary<String> names = Arbitraries.strings().ofMinLength(1).ofMaxLength(Names.MAX_LENGTH / 2);
        Arbitrary<Long> numbers = Arbitraries.longs().between(1, Long.MAX_VALUE);
        Arbitrary<ImageDigest> images = Combinators.combine(
                        numbers, Arbitraries.bytes().array(byte[].class).ofSize(32))
                .as((length, digest) -> new ImageDigest(length, Digest.of(digest)));
        Arbitrary<Encoding> encodings =
                Combinators.combine(images, images.injectNull(0.3)).as(Encoding::new);
        Arbitrary<Component> components = Combinators.combine(
                        names,
                        Combinators.combine(names, names, names).as(Model::new),
                        names,
                        numbers,
                        images,
                        encodings.list().ofMinSize(1).ofMaxSize(4))
                .as(Component::new);
        return Combinators.combine(
                        numbers, names, numbers, components.list().ofMinSize(1).ofMaxSize(3))
                .as(Manifest::new);
    }
}
