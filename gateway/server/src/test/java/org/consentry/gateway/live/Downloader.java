package org.consentry.gateway.live;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;

/** Programs that go on with a download by the length of the file they have. */
enum Downloader {
    CURL("curl --silent --show-error --fail --continue-at - --output %f --header %t %u"),
    WGET("wget --quiet --tries=1 --continue --output-document=%f --header=%t %u"),
    /** What both of them send, where neither is. */
    BY_HAND("");

    private static final int MOST_TRIES = 60;

    private final String command;

    Downloader(String command) {
        this.command = command;
    }

    boolean isHere() {
        return this == BY_HAND
                || Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
                        .anyMatch(place -> Files.isExecutable(Path.of(place, words().getFirst())));
    }

    /** Tries again while the gateway has not noticed yet that the fetch before was broken. */
    void goOn(URI uri, String token, Path file) throws IOException, InterruptedException {
        String told = "not tried";
        for (int i = 0; i < MOST_TRIES; i++) {
            told = this == BY_HAND ? byHand(uri, token, file) : run(uri, token, file);
            if (told.isEmpty()) {
                return;
            }
        }
        throw new AssertionError(this + ": " + told);
    }

    private List<String> words() {
        return List.of(command.split(" ", -1));
    }

    private String run(URI uri, String token, Path file) throws IOException, InterruptedException {
        Path said = Files.createTempFile("downloader", ".txt");
        List<String> filled = words().stream()
                .map(word -> word.replace("%f", file.toString())
                        .replace("%t", "Authorization: Bearer " + token)
                        .replace("%u", uri.toString()))
                .toList();
        int exit = new ProcessBuilder(filled)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start()
                .waitFor();
        String text = Files.readString(said, StandardCharsets.UTF_8);
        Files.delete(said);
        return exit == 0 ? "" : "exit " + exit + " " + text;
    }

    private static String byHand(URI uri, String token, Path file) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("Authorization", "Bearer " + token)
                .header("Range", "bytes=" + Files.size(file) + "-")
                .build();
        HttpResponse<byte[]> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofByteArray());
        if (answer.statusCode() != 206) {
            return "status " + answer.statusCode();
        }
        Files.write(file, answer.body(), StandardOpenOption.APPEND);
        return "";
    }
}
