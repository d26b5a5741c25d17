package org.consentry.gateway.live;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/** A way by which a hospital hands in shot number so and so: one Patient and one Observation of it. */
enum FireDoor {
    FHIR {
        @Override
        String handIn(DoomedGateway gateway, Supplier<String> token, int number)
                throws IOException, InterruptedException {
            return posted(gateway, token, "/fhir", "application/fhir+json", """
                    {"resourceType":"Bundle","type":"transaction","entry":[
                     {"fullUrl":"urn:uuid:p","resource":{"resourceType":"Patient","identifier":[{"value":"F%1$s"}]},
                      "request":{"method":"POST","url":"Patient"}},
                     {"resource":{"resourceType":"Observation","identifier":[{"value":"O%1$s"}],"status":"final",
                       "code":{"text":"shot %1$s"},"subject":{"reference":"urn:uuid:p"},"valueInteger":%1$s},
                      "request":{"method":"POST","url":"Observation"}}]}""".formatted(number));
        }
    },
    HL7_V2 {
        @Override
        String handIn(DoomedGateway gateway, Supplier<String> token, int number)
                throws IOException, InterruptedException {
            return posted(gateway, token, "/intake/hl7v2", "x-application/hl7-v2+er7", message(number));
        }
    },
    MLLP {
        @Override
        String handIn(DoomedGateway gateway, Supplier<String> token, int number) throws IOException {
            try (Socket line = new Socket(InetAddress.getLoopbackAddress(), gateway.mllpPort())) {
                line.setSoTimeout(30_000);
                line.getOutputStream()
                        .write(("\u000b" + message(number) + "\u001c\r").getBytes(StandardCharsets.UTF_8));
                String answer = answer(new DataInputStream(line.getInputStream()));
                return answer.contains("\rMSA|AA|") ? "" : answer;
            }
        }
    };

    /** Empty once it was promised to be kept; otherwise what was said instead. @throws IOException when nothing was */
    abstract String handIn(DoomedGateway gateway, Supplier<String> token, int number)
            throws IOException, InterruptedException;

    private static String posted(
            DoomedGateway gateway, Supplier<String> token, String path, String type, String content)
            throws IOException, InterruptedException {
        HttpResponse<String> answer = gateway.send(gateway.request(token.get(), path)
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofString(content)));
        return answer.statusCode() == 200 ? "" : answer.body();
    }

    private static String message(int number) {
        return """
                MSH|^~\\&|LAB|FIRE|GATEWAY|HOME|20260102030405||ORU^R01^ORU_R01|M%1$s|P|2.5.1
                PID|1||F%1$s^^^FIRE^MR||Fire^Eve
                OBR|1||O%1$s^LAB|SHOT^shot %1$s^L|||20260102030405
                OBX|1|NM|SHOT^shot %1$s^L||%1$s|1|||||F|||20260102030405
                """.formatted(number).replace('\n', '\r');
    }

    private static String answer(DataInputStream in) throws IOException {
        StringBuilder answer = new StringBuilder();
        for (int next = in.read(); next != 0x1c; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the line ended before the answer");
            }
            answer.append((char) next);
        }
        return answer.toString();
    }
}
