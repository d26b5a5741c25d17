package org.consentry.ledger.witness;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.consentry.ledger.Malformed;
import org.consentry.ledger.note.NoteSignature;
import org.consentry.ledger.note.NoteVerdict;
import org.consentry.ledger.note.SignedNote;
import org.consentry.ledger.note.VerifierKey;
import org.consentry.ledger.text.DecimalText;
import org.consentry.ledger.witness.WitnessAnswer.Conflict;
import org.consentry.ledger.witness.WitnessAnswer.Cosigned;
import org.consentry.ledger.witness.WitnessAnswer.Reason;
import org.consentry.ledger.witness.WitnessAnswer.Refused;

/** A witness somewhere else. Believes nothing it says but its signature. */
final class RemoteWitness {
    private static final int LARGEST_ANSWER = 1 << 16;

    private final HttpClient client;
    private final URI addCheckpoint;
    private final VerifierKey key;
    private final Duration patience;

    RemoteWitness(HttpClient client, String prefix, VerifierKey key, Duration patience) {
        this.client = client;
        this.addCheckpoint = URI.create(prefix.endsWith("/") ? prefix + "add-checkpoint" : prefix + "/add-checkpoint");
        this.key = key;
        this.patience = patience;
    }

    VerifierKey key() {
        return key;
    }

    /**
     * Asks for a cosignature.
     *
     * @throws IOException if the witness does not answer in time or answers what is not in the protocol
     */
    WitnessAnswer add(AddCheckpoint request) throws IOException, InterruptedException {
        HttpRequest post = HttpRequest.newBuilder(addCheckpoint)
                .timeout(patience)
                .POST(HttpRequest.BodyPublishers.ofByteArray(request.bytes()))
                .build();
        HttpResponse<InputStream> response = client.send(post, HttpResponse.BodyHandlers.ofInputStream());
        String body;
        try (InputStream in = response.body()) {
            body = new String(in.readNBytes(LARGEST_ANSWER), StandardCharsets.UTF_8);
        }
        return switch (response.statusCode()) {
            case 200 -> cosigned(request.checkpoint().note(), body);
            case 409 -> conflict(body);
            case 400 -> new Refused(Reason.MALFORMED);
            case 403 -> new Refused(Reason.BAD_SIGNATURE);
            case 404 -> new Refused(Reason.UNKNOWN_LOG);
            case 422 -> new Refused(Reason.NOT_CONSISTENT);
            default -> throw new IOException("the witness answers with status " + response.statusCode());
        };
    }

    private static WitnessAnswer conflict(String body) throws IOException {
        try {
            return new Conflict(DecimalText.decode("size", body.strip()));
        } catch (Malformed noSize) {
            throw new IOException("the witness answers a conflict without a size", noSize);
        }
    }

    /** Keeps the lines that are by this witness's key and hold; there must be one. */
    private WitnessAnswer cosigned(SignedNote note, String lines) throws IOException {
        List<NoteSignature> good = new ArrayList<>();
        try {
            for (NoteSignature line : SignedNote.parseSignatures(lines)) {
                SignedNote alone = new SignedNote(note.text(), List.of(line));
                if (alone.verify(List.of(key)) instanceof NoteVerdict.Verified) {
                    good.add(line);
                }
            }
        } catch (Malformed notSignatures) {
            throw new IOException("the witness answers what are no signatures", notSignatures);
        }
        if (good.isEmpty()) {
            throw new IOException("the witness answers without a good signature by its key");
        }
        return new Cosigned(good);
    }
}
