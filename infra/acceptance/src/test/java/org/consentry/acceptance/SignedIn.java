package org.consentry.acceptance;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * A person with a browser that shows nothing: fills in Keycloak's forms, keeps cookies, holds tokens. For what is done a
 * hundred times; what is seen is tested with {@link PortalBrowser}.
 */
final class SignedIn {
    private static final Pattern ACTION = Pattern.compile("<form[^>]*action=\"([^\"]+)\"");
    private static final Pattern HIDDEN =
            Pattern.compile("<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\"");

    private final Exchange exchange;
    private final String user;
    /** Kept by hand: Keycloak's are marked secure, and this machine's own address is as good as secure. */
    private final Map<String, String> cookies = new LinkedHashMap<>();

    private final HttpClient http =
            HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();

    SignedIn(Exchange exchange, String user) {
        this.exchange = exchange;
        this.user = user;
    }

    /** Signs in anew with the password and takes a token for a public client. */
    String token(String client, String redirect) throws Exception {
        return tokens(client, redirect).path("access_token").asString();
    }

    /** The same, with what else the provider answers. */
    JsonNode tokens(String client, String redirect) throws Exception {
        cookies.clear();
        String verifier = UUID.randomUUID() + UUID.randomUUID().toString();
        Map<String, String> asked = new LinkedHashMap<>();
        asked.put("client_id", client);
        asked.put("redirect_uri", redirect);
        asked.put("response_type", "code");
        asked.put("scope", "openid");
        asked.put("code_challenge_method", "S256");
        asked.put(
                "code_challenge",
                Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(MessageDigest.getInstance("SHA-256")
                                .digest(verifier.getBytes(StandardCharsets.US_ASCII))));
        HttpResponse<String> page = get(URI.create(endpoint("auth") + "?" + form(asked)));
        HttpResponse<String> back = submit(page, Map.of("password", password(), "username", username()));
        String code = location(back).getQuery().replaceFirst("(.*&)?code=([^&]+).*", "$2");
        HttpResponse<String> tokens = send(HttpRequest.newBuilder(URI.create(endpoint("token")))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form(Map.of(
                        "grant_type", "authorization_code",
                        "client_id", client,
                        "redirect_uri", redirect,
                        "code_verifier", verifier,
                        "code", code)))));
        return Exchange.JSON.readTree(tokens.body());
    }

    private String endpoint(String name) {
        return exchange.url("keycloak") + "/protocol/openid-connect/" + name;
    }

    private String username() {
        return exchange.user(user).path("username").asString();
    }

    private String password() {
        return exchange.user(user).path("password").asString();
    }

    /** Says yes on the consent screen at this address and lands where Keycloak sends the browser. */
    HttpResponse<String> yes(URI screen) throws Exception {
        HttpResponse<String> page = get(screen);
        while (page.statusCode() / 100 == 3 && location(page).toString().startsWith(exchange.url("keycloak"))) {
            page = get(location(page));
        }
        if (page.body().contains("name=\"password\"")) {
            page = submit(page, Map.of("password", password(), "username", username()));
            page = page.statusCode() / 100 == 3 ? get(location(page)) : page;
        }
        return get(location(submit(page, Map.of("accept", "Yes"))));
    }

    /** An operation or a read of the gateway, or anything of Keycloak's, with a token. */
    HttpResponse<String> call(String token, String method, String address, String body) throws Exception {
        URI uri = URI.create(address.startsWith("http") ? address : exchange.gateway() + address);
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .header("Authorization", "Bearer " + token)
                .header("Accept", "application/json")
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body));
        return send(body.isEmpty() ? request : request.header("Content-Type", "application/fhir+json"));
    }

    static JsonNode parameter(HttpResponse<String> answer, String name) {
        for (JsonNode parameter : Exchange.JSON.readTree(answer.body()).path("parameter")) {
            if (parameter.path("name").asString("").equals(name)) {
                return parameter;
            }
        }
        throw new AssertionError(answer.statusCode() + " without " + name + ": " + answer.body());
    }

    private HttpResponse<String> get(URI uri) throws Exception {
        return send(HttpRequest.newBuilder(uri).GET());
    }

    private HttpResponse<String> submit(HttpResponse<String> page, Map<String, String> fields) throws Exception {
        Matcher action = ACTION.matcher(page.body());
        if (!action.find()) {
            throw new AssertionError("a page without a form: " + page.statusCode() + " " + page.body());
        }
        Map<String, String> all = new LinkedHashMap<>();
        Matcher hidden = HIDDEN.matcher(page.body());
        while (hidden.find()) {
            all.put(hidden.group(1), hidden.group(2));
        }
        all.putAll(fields);
        return send(HttpRequest.newBuilder(page.uri().resolve(action.group(1).replace("&amp;", "&")))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form(all))));
    }

    private static URI location(HttpResponse<?> answer) {
        return answer.uri()
                .resolve(answer.headers()
                        .firstValue("Location")
                        .orElseThrow(
                                () -> new AssertionError(answer.statusCode() + " leads nowhere: " + answer.body())));
    }

    static String form(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        if (!cookies.isEmpty()) {
            request.header(
                    "Cookie",
                    cookies.entrySet().stream()
                            .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                            .collect(Collectors.joining("; ")));
        }
        HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        for (String cookie : answer.headers().allValues("Set-Cookie")) {
            String pair = cookie.substring(0, cookie.indexOf(';'));
            cookies.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
        }
        return answer;
    }
}
