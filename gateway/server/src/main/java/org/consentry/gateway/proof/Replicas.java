package org.consentry.gateway.proof;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.consentry.gateway.NodeLoop;
import org.consentry.ledger.Malformed;
import org.consentry.ledger.audit.HttpLog;
import org.consentry.ledger.log.LedgerReader;
import org.consentry.ledger.note.SignedCheckpoint;
import org.consentry.ledger.proof.Policy;
import org.consentry.ledger.proof.Verdict;
import org.consentry.ledger.tile.LogPath;
import org.springframework.stereotype.Component;

/**
 * Members' copies of the ledger from which others may read it too. One is listed while it shows a checkpoint that the
 * policy accepts; one that is fetching, away, or shows something else is not. A reader trusts none of them: everything it
 * gets is checked against the signed checkpoint.
 */
@Component
public class Replicas extends NodeLoop {
    /**
     * A copy that can be read.
     *
     * @param url the prefix
     * @param size how many entries its checkpoint covers
     */
    public record Replica(String url, long size) {}

    private final ReplicaSettings settings;
    private final Policy policy;
    private final LedgerReader reader;
    private volatile List<Replica> listed = List.of();

    Replicas(ReplicaSettings settings, TrustPolicy trust, LedgerReader reader) {
        super("ledger-replicas");
        this.settings = settings;
        this.policy = Policy.parse(trust.text().getBytes(StandardCharsets.ISO_8859_1));
        this.reader = reader;
    }

    /** Those that could be read when they were looked at last. */
    public List<Replica> listed() {
        return listed;
    }

    @Override
    protected void round() throws InterruptedException {
        look();
        // Other people's copies tell nobody that they have grown.
        Thread.sleep(settings.every().toMillis());
    }

    /** Asks each for its checkpoint. */
    void look() {
        List<Replica> found = new ArrayList<>();
        for (URI url : settings.urls()) {
            size(url).ifPresent(size -> found.add(new Replica(url.toString(), size)));
        }
        listed = List.copyOf(found);
    }

    private Optional<Long> size(URI url) {
        try {
            SignedCheckpoint shown = SignedCheckpoint.parse(new HttpLog(url).fetch(new LogPath.CheckpointPath()));
            boolean ours = policy.judge(shown) instanceof Verdict.Accepted && shown.size() <= reader.publishedSize();
            return ours ? Optional.of(shown.size()) : Optional.empty();
        } catch (IOException | Malformed noSource) {
            return Optional.empty();
        }
    }
}
