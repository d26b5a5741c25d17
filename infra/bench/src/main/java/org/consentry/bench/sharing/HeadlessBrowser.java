package org.consentry.bench.sharing;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Walks the pages of an identity provider: follows redirects, keeps cookies, fills forms in, says yes. */
final class HeadlessBrowser {
    private static final Pattern FORM = Pattern.compile("<form[^>]*\\saction=\"([^\"]+)\"", Pattern.CASE_INSENSITIVE);
    private static final Pattern INPUT = Pattern.compile("<(?:input|button)\\b[^>]*>", Pattern.CASE_INSENSITIVE);
    private static final Pattern ATTRIBUTE = Pattern.compile("(name|value|type)=\"([^\"]*)\"");
    private static final int MOST_PAGES = 20;

    private final HttpClient http =
            HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();
    private final Map<String, String> cookies = new LinkedHashMap<>();
    private final String user;
    private final String password;

    HeadlessBrowser(String user, String password) {
        this.user = user;
        this.password = password;
    }

    /** A cookie that something else than a page set. */
    void cookie(String nameAndValue) {
        int equals = nameAndValue.indexOf('=');
        int end = nameAndValue.indexOf(';');
        cookies.put(
                nameAndValue.substring(0, equals),
                nameAndValue.substring(equals + 1, end < 0 ? nameAndValue.length() : end));
    }

    /** Goes on from a page until it is led to the one that is wanted, which is not opened. */
    URI walk(URI from, Predicate<URI> arrived) throws IOException, InterruptedException {
        URI at = from;
        HttpResponse<String> page = null;
        for (int i = 0; i < MOST_PAGES; i++) {
            if (page == null && arrived.test(at)) {
                return at;
            }
            HttpResponse<String> answer =
                    page == null ? send(HttpRequest.newBuilder(at).GET()) : submit(at, page);
            if (answer.statusCode() / 100 == 3) {
                at = at.resolve(answer.headers().firstValue("Location").orElse(""));
                page = null;
            } else if (answer.statusCode() == 200) {
                at = answer.uri();
                page = answer;
            } else {
                throw new IOException("a page of the sign-in answered " + answer.statusCode());
            }
        }
        throw new IOException("the sign-in leads in a circle");
    }

    private HttpResponse<String> submit(URI at, HttpResponse<String> page) throws IOException, InterruptedException {
        Matcher form = FORM.matcher(page.body());
        if (!form.find()) {
            throw new IOException("a page of the sign-in has no form");
        }
        Map<String, String> fields = fields(page.body());
        String body = fields.entrySet().stream()
                .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                .collect(Collectors.joining("&"));
        return send(HttpRequest.newBuilder(at.resolve(form.group(1).replace("&amp;", "&")))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private Map<String, String> fields(String html) {
        Map<String, String> fields = new LinkedHashMap<>();
        Matcher input = INPUT.matcher(html);
        while (input.find()) {
            Map<String, String> attributes = new LinkedHashMap<>();
            Matcher attribute = ATTRIBUTE.matcher(input.group());
            while (attribute.find()) {
                attributes.put(attribute.group(1), attribute.group(2));
            }
            String name = attributes.getOrDefault("name", "");
            switch (name) {
                case "username" -> fields.put(name, user);
                case "password" -> fields.put(name, password);
                case "accept" -> fields.put(name, "Yes");
                default -> {
                    if ("hidden".equals(attributes.get("type")) && !name.isEmpty()) {
                        fields.put(name, attributes.getOrDefault("value", ""));
                    }
                }
            }
        }
        return fields;
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        String kept = cookies.entrySet().stream()
                .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                .collect(Collectors.joining("; "));
        if (!kept.isEmpty()) {
            request.header("Cookie", kept);
        }
        HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        answer.headers().allValues("Set-Cookie").forEach(this::cookie);
        return answer;
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
