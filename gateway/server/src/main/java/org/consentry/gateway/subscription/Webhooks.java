package org.consentry.gateway.subscription;

import java.io.IOException;
import java.net.Proxy;
import java.time.Duration;
import java.util.List;
import okhttp3.ConnectionPool;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.consentry.gateway.subscription.SubscriptionSettings.PrivateAddresses;

/** Posts notifications. No redirect is followed, no proxy is used, and nothing of an answer but its status is read. */
class Webhooks {
    private static final MediaType FHIR = MediaType.get("application/fhir+json");
    private static final Duration CONNECT = Duration.ofSeconds(5);

    private final OkHttpClient http;
    private final NotificationSignature signature;

    Webhooks(SubscriptionSettings settings, NotificationSignature signature) {
        OkHttpClient.Builder builder = new OkHttpClient.Builder()
                .connectTimeout(CONNECT)
                .proxy(Proxy.NO_PROXY)
                .followRedirects(false)
                .followSslRedirects(false)
                .retryOnConnectionFailure(false)
                .connectionPool(new ConnectionPool(0, 1, java.util.concurrent.TimeUnit.SECONDS));
        if (settings.privateAddresses() == PrivateAddresses.REFUSED) {
            builder.socketFactory(new PublicSockets());
        }
        this.http = builder.build();
        this.signature = signature;
    }

    /** What came of posting. */
    enum Outcome {
        TAKEN,
        /** Refused, not answered in time, or not to be reached. */
        FAILED
    }

    Outcome post(Terms terms, byte[] notification) {
        Request.Builder request = new Request.Builder()
                .url(HttpUrl.get(terms.endpoint()))
                .header(NotificationSignature.HEADER, signature.of(notification))
                .post(RequestBody.create(notification, FHIR));
        headers(request, terms.headers());
        OkHttpClient limited = http.newBuilder()
                .callTimeout(terms.timeout())
                .readTimeout(terms.timeout())
                .build();
        try (Response response = limited.newCall(request.build()).execute()) {
            return response.isSuccessful() ? Outcome.TAKEN : Outcome.FAILED;
        } catch (IOException unreachable) {
            return Outcome.FAILED;
        }
    }

    private static void headers(Request.Builder request, List<String> lines) {
        for (String line : lines) {
            int colon = line.indexOf(':');
            request.addHeader(
                    line.substring(0, colon), line.substring(colon + 1).strip());
        }
    }
}
