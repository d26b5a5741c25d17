package org.consentry.gateway.live;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.consentry.crypto.umbral.SecretKey;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** Documents that hospital-a hands in about one patient, who shares them with one reader. */
record SharedDocuments(LiveGateway gateway, String reader, UmbralDevice device, SecretKey receiving) {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    /** Makes the patient, registers keys and gives the consent. */
    static SharedDocuments of(LiveGateway gateway, String reader) {
        LiveGateway.expect(
                gateway.put(gateway.member("hospital-a"), "/fhir/Patient/p", "{'resourceType':'Patient','id':'p'}"),
                201);
        UmbralDevice device = new UmbralDevice(gateway, "p");
        device.register();
        SecretKey receiving = UmbralDevice.receiving(gateway, reader);
        device.grant(
                reader,
                receiving.publicKey(),
                "{'period':{'end':'" + gateway.clock.instant().plus(Duration.ofDays(5))
                        + "'},'purpose':[{'code':'TREAT'}],'class':[{'code':'DocumentReference'}]}");
        return new SharedDocuments(gateway, reader, device, receiving);
    }

    /** One that the reader has been told of. */
    record Announced(SharedDocuments of, String id, byte[] content) {
        JsonNode delivery() {
            return LiveGateway.expect(of.gateway.get(of.gateway.member(of.reader), "/deliveries/" + id), 200);
        }

        URI uri() {
            return URI.create(delivery().path("uri").asString(""));
        }

        /** Whether a ciphertext, with what the delivery told, is the content. */
        boolean opens(JsonNode delivery, byte[] ciphertext) throws IOException {
            return Arrays.equals(UmbralDevice.open(delivery, of.receiving, ciphertext), content);
        }
    }

    HttpResponse<String> hand(byte[] content) {
        return gateway.post(
                gateway.member("hospital-a"),
                "/fhir/DocumentReference",
                "{'resourceType':'DocumentReference','status':'current','subject':{'reference':'Patient/p'},"
                        + "'content':[{'attachment':{'contentType':'text/plain','data':'"
                        + Base64.getEncoder().encodeToString(content) + "'}}]}");
    }

    Announced announced(int size) {
        byte[] content = new byte[size];
        new Random(NUMBER.incrementAndGet()).nextBytes(content);
        String document = "DocumentReference/"
                + LiveGateway.expect(hand(content), 201).path("id").asString("");
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (System.nanoTime() < end) {
            List<String> ids = JdbcClient.create(gateway.database.dataSource())
                    .sql("select id from delivery where document = :document")
                    .param("document", document)
                    .query(String.class)
                    .list();
            if (!ids.isEmpty()) {
                return new Announced(this, ids.getFirst(), content);
            }
        }
        throw new AssertionError("not announced in time");
    }
}
