package org.consentry.local.part;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * The content of {@code infra/keycloak}: provider classes, theme and realm file. It stands on our class path as a jar
 * or, while Maven has only compiled it, as a folder; Keycloak wants a jar.
 */
final class ProviderJar {
    private static final String REALM = "realm/consentry-realm.json";

    private final SortedMap<String, byte[]> entries;

    private ProviderJar(SortedMap<String, byte[]> entries) {
        this.entries = entries;
    }

    static ProviderJar onClassPath() {
        URL realm = ProviderJar.class.getClassLoader().getResource(REALM);
        if (realm == null) {
            throw new PartFailure("consentry-keycloak is not on the class path");
        }
        try {
            return new ProviderJar("jar".equals(realm.getProtocol()) ? fromJar(realm) : fromFolder(realm));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read consentry-keycloak", e);
        } catch (URISyntaxException e) {
            throw new PartFailure("consentry-keycloak lies at a strange place", e);
        }
    }

    private static SortedMap<String, byte[]> fromJar(URL realm) throws IOException, URISyntaxException {
        String place = realm.getPath().substring(0, realm.getPath().indexOf("!/"));
        SortedMap<String, byte[]> entries = new TreeMap<>();
        try (JarFile jar = new JarFile(Path.of(new URI(place)).toFile())) {
            for (JarEntry entry : jar.stream().filter(e -> !e.isDirectory()).toList()) {
                try (InputStream content = jar.getInputStream(entry)) {
                    entries.put(entry.getName(), content.readAllBytes());
                }
            }
        }
        return entries;
    }

    private static SortedMap<String, byte[]> fromFolder(URL realm) throws IOException, URISyntaxException {
        Path folder = Path.of(realm.toURI()).resolve("../..").normalize();
        SortedMap<String, byte[]> entries = new TreeMap<>();
        try (Stream<Path> found = Files.walk(folder)) {
            for (Path file : found.filter(Files::isRegularFile).toList()) {
                String name = folder.relativize(file).toString().replace('\\', '/');
                entries.put(name, Files.readAllBytes(file));
            }
        }
        return entries;
    }

    byte[] realm() {
        return entries.getOrDefault(REALM, new byte[0]).clone();
    }

    byte[] jar() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(bytes)) {
            for (var entry : entries.entrySet()) {
                jar.putNextEntry(new JarEntry(entry.getKey()));
                jar.write(entry.getValue());
                jar.closeEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** Hexadecimal digest of every file's name and content, and of the options it will be built with. */
    String fingerprint(List<String> options) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(String.join("\n", options).getBytes(StandardCharsets.UTF_8));
            entries.forEach((name, content) -> {
                // The realm is read when Keycloak starts, not when it is built; the manifest and Maven's descriptors
                // differ between the jar and the folder it is made from.
                if (!name.equals(REALM) && !name.startsWith("META-INF/maven/") && !name.equals(JarFile.MANIFEST_NAME)) {
                    digest.update(name.getBytes(StandardCharsets.UTF_8));
                    digest.update(content);
                }
            });
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
