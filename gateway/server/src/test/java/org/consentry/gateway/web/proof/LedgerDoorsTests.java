package org.consentry.gateway.web.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.zip.GZIPInputStream;
import org.consentry.gateway.proof.ProofFixture;
import org.consentry.ledger.entry.EntryKind;
import org.consentry.ledger.note.SignedCheckpoint;
import org.consentry.ledger.proof.Policy;
import org.consentry.ledger.proof.ReceiptExtra;
import org.consentry.ledger.proof.ReceiptVerifier;
import org.consentry.ledger.proof.TlogProof;
import org.consentry.ledger.proof.Verdict;
import org.consentry.ledger.tile.EntryBundle;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The ledger's doors over HTTP: rows ER-56, ER-57, ER-78 and ML-14. */
class LedgerDoorsTests {
    private static final int ENTRIES = 300;
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final ProofFixture PROOFS = new ProofFixture();
    private static final LedgerServer SERVER = new LedgerServer(PROOFS);

    @BeforeAll
    static void logSome() {
        PROOFS.store.put("Patient/p", "{'resourceType':'Patient','id':'p'}");
        PROOFS.publish();
        for (int i = 1; i < ENTRIES; i++) {
            PROOFS.fact(EntryKind.DISCLOSURE, i % 10 == 0 ? "p" : "q", """
                    {'resourceType':'AuditEvent','n':%d,'agent':[{'who':{'reference':'Organization/hospital-b'}}]}""".formatted(i));
        }
        PROOFS.publish();
    }

    @AfterAll
    static void close() {
        SERVER.close();
        PROOFS.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "PATCH", "DELETE"})
    void letsNobodyWriteTheLog(String method) {
        for (String path : new String[] {"checkpoint", "tile/0/000", "proof", "entries", "root", "add-checkpoint"}) {
            HttpResponse<byte[]> answer = SERVER.call(method, "/ledger/" + path, "member:hospital-a");

            assertThat(answer.statusCode()).as(path).isEqualTo(405);
            assertThat(answer.headers().firstValue("Allow")).hasValue("GET, HEAD");
        }
    }

    @ParameterizedTest(name = "{0} is answered {1}")
    @CsvSource({
        "tile/0/000, 200",
        "tile/0/001.p/44, 200",
        "tile/0/001.p/43, 200",
        "tile/1/000.p/1, 200",
        "tile/entries/000, 200",
        "tile/entries/001.p/44, 200",
        "tile/0/001, 404",
        "tile/0/001.p/200, 404",
        "tile/0/001.p/0, 404",
        "tile/0/001.p/256, 404",
        "tile/0/001.p/044, 404",
        "tile/0/1, 404",
        "tile/0/x000/001, 404",
        "tile/64/000, 404",
        "tile/-1/000, 404",
        "tile/00/000, 404",
        "tile/0/..%2f000, 400",
        "tile/entries/002, 404",
        "tile, 404",
        "nothing, 404",
        "proof, 400",
        "proof?index=0, 200",
        "proof?index=299, 200",
        "proof?index=100000, 404",
        "proof?index=-1, 400",
        "proof?index=01, 400",
        "proof?index=%2B1, 400",
        "proof?index=x, 400",
        "proof?index=0&index=1, 400",
        "proof?index=%EF%BC%91, 400",
        "tile/0/%EF%BC%90%EF%BC%90%EF%BC%90, 404",
        "tile/0/000.p/256, 404",
        "tile/0/000/, 404",
        "tile/0/000.p/1/, 404",
        "tile/0/000.P/1, 404",
        "tile/0/x000/x000/x000/x000/x000/x000/000, 404",
        "tile/0/x999/x999/x999/x999/x999/999, 404",
        "tile/entries/x999/x999/x999/x999/x999/999, 404",
        "tile/entries/, 404",
        "tile/0/000%00, 400",
        "checkpoint/, 404",
        "CHECKPOINT, 404",
        "proof?index=99999999999999999999, 400",
        "proof?index=9999999999999999999, 400",
        "proof?digest=00, 400",
        "proof?digest=zz, 400",
        "proof?index=0&digest=00, 400",
        "proof?digest=0000000000000000000000000000000000000000000000000000000000000000, 404",
        "checkpoint, 200",
        "policy, 200",
        "replicas, 200",
        "checkpoints, 200",
        "checkpoints?limit=0, 400",
        "checkpoints?limit=101, 400",
        "checkpoints?below=-1, 400"
    })
    void answersStrangersExactly(String path, int status) {
        assertThat(SERVER.get("/ledger/" + path, "").statusCode()).isEqualTo(status);
    }

    @ParameterizedTest(name = "{0} asking {1} is answered {2}")
    @CsvSource({
        "'', entries?subject=Patient/p, 401",
        "patient:p, entries, 200",
        "patient:p, entries?subject=Patient/p, 200",
        "patient:p, entries?subject=Patient/q, 404",
        "patient:p, entries?subject=Patient/nobody, 404",
        "patient:p, entries?from=0&to=5, 403",
        "member:hospital-a, entries?subject=Patient/p, 200",
        "member:hospital-c, entries?subject=Patient/p, 404",
        "member:hospital-c, entries?subject=Patient/nobody, 404",
        "member:hospital-c, entries, 403",
        "member:hospital-c, entries?from=0&to=5, 200",
        "auditor, entries, 200",
        "auditor, entries?subject=Patient/p, 200",
        "auditor, entries?subject=../p, 400",
        "auditor, entries?kind=disclosure, 200",
        "auditor, entries?kind=gossip, 400",
        "auditor, entries?until=2026-11-20T00:00:00Z, 200",
        "auditor, entries?until=yesterday, 400",
        "auditor, entries?until=%2B999999999-12-31T23:59:59Z, 400",
        "auditor, entries?since=2026-11-20, 400",
        "auditor, entries?since=2026-11-20T02:00:00%2B02:00, 200",
        "auditor, entries?since=2026-11-21T00:00:00Z&until=2026-11-20T00:00:00Z, 400",
        "auditor, entries?since=1969-01-01T00:00:00Z, 200",
        "auditor, entries?block=1, 200",
        "auditor, entries?block=2, 404",
        "auditor, entries?block=0, 404",
        "auditor, entries?block=-1, 400",
        "auditor, entries?block=9223372036854775807, 404",
        "auditor, entries?block=1&from=0, 400",
        "analyst, entries?block=1, 403",
        "'', entries?block=1, 401",
        "member:hospital-c, entries?block=1, 200",
        "member:hospital-c, entries?since=2026-11-20T00:00:00Z, 403",
        "member:hospital-c, entries?subject=Patient/p&since=2026-11-20T00:00:00Z, 200",
        "member:hospital-c, entries?subject=Patient/nobody&since=2026-11-20T00:00:00Z, 200",
        "auditor, entries?limit=0, 400",
        "auditor, entries?limit=1001, 400",
        "auditor, entries?before=-5, 400",
        "auditor, entries?from=-1&to=5, 400",
        "auditor, entries?from=5&to=4, 400",
        "auditor, entries?from=0&to=x, 400",
        "auditor, entries?from=0&subject=Patient/p, 400",
        "auditor, entries?colour=red, 400",
        "auditor, entries?subject=Patient/p&subject=Patient/q, 400",
        "patient:p, entries?subject=Patient/p&subject=Patient/q, 400",
        "analyst, entries, 403",
        "analyst, entries?subject=Patient/p, 403",
        "analyst, entries?from=0&to=5, 403"
    })
    void answersCallersExactly(String caller, String path, int status) {
        assertThat(SERVER.get("/ledger/" + path, caller).statusCode()).isEqualTo(status);
    }

    @Test
    void tellsAStrangerTheSameOfARecordAndOfNone() {
        String known = SERVER.text("/ledger/entries?subject=Patient/p", "member:hospital-c");
        String unknown = SERVER.text("/ledger/entries?subject=Patient/nobody", "member:hospital-c");

        assertThat(known).isEqualTo(unknown);
    }

    @Test
    void showsAMemberOnlyTheEntriesItTookPartIn() {
        assertThat(SERVER.text("/ledger/entries?subject=Patient/p", "member:hospital-a"))
                .contains("\"bundle\"")
                .doesNotContain("\"disclosure\"");
    }

    @Test
    void showsOfABlockWhatTheReaderMaySeeAndNoSignOfTheRest() {
        String block = "/ledger/entries?limit=1000&block=" + ENTRIES;

        assertThat(indexes(SERVER.text(block, "auditor"))).hasSize(ENTRIES - 1).doesNotContain(0L);
        assertThat(indexes(SERVER.text(block, "patient:p")))
                .hasSize(ENTRIES / 10 - 1)
                .allMatch(index -> index > 0 && index % 10 == 0);
        assertThat(indexes(SERVER.text(block, "member:hospital-b"))).hasSize(ENTRIES - 1);
        assertThat(SERVER.text(block, "member:hospital-c")).isEqualTo("{\"entries\":[]}");
        assertThat(SERVER.text(block, "patient:stranger")).isEqualTo("{\"entries\":[]}");
        assertThat(indexes(SERVER.text("/ledger/entries?block=1", "member:hospital-a")))
                .containsExactly(0L);
        assertThat(indexes(SERVER.text("/ledger/entries?block=1", "patient:p"))).containsExactly(0L);
    }

    @Test
    void goesThroughABlockPageByPage() {
        String block = "/ledger/entries?subject=Patient/p&limit=7&block=" + ENTRIES;
        List<Long> seen = new ArrayList<>();
        OptionalLong before = OptionalLong.of(ENTRIES);
        while (before.isPresent()) {
            JsonNode page = JSON.readTree(SERVER.text(block + "&before=" + before.getAsLong(), "auditor"));
            page.path("entries").forEach(entry -> seen.add(entry.path("index").asLong()));
            before = page.has("before") ? OptionalLong.of(page.path("before").asLong()) : OptionalLong.empty();
        }

        assertThat(seen)
                .hasSize(ENTRIES / 10 - 1)
                .doesNotHaveDuplicates()
                .isSortedAccordingTo(Comparator.reverseOrder());
    }

    @Test
    void findsEntriesByTheirTimeToTheMillisecond() {
        JsonNode all = JSON.readTree(SERVER.text("/ledger/entries?limit=1000&block=" + ENTRIES, "auditor"));
        String middle = all.path("entries").path(150).path("time").asString();
        List<String> expected = new ArrayList<>();
        all.path("entries").forEach(entry -> {
            if (entry.path("time").asString().equals(middle)) {
                expected.add(entry.path("index").asString());
            }
        });
        String instant = "since=" + middle + "&until=" + middle;
        JsonNode found = JSON.readTree(SERVER.text("/ledger/entries?limit=1000&" + instant, "auditor"));

        assertThat(found.path("entries").findValuesAsString("index")).containsExactlyElementsOf(expected);
        assertThat(SERVER.text("/ledger/entries?since=2999-01-01T00:00:00Z", "auditor"))
                .isEqualTo("{\"entries\":[]}");
        assertThat(SERVER.text("/ledger/entries?until=1999-01-01T00:00:00Z", "auditor"))
                .isEqualTo("{\"entries\":[]}");
    }

    private static List<Long> indexes(String page) {
        List<Long> indexes = new ArrayList<>();
        JSON.readTree(page)
                .path("entries")
                .forEach(entry -> indexes.add(entry.path("index").asLong()));
        return indexes;
    }

    @Test
    void opensAReceiptForThePatientAndForNobodyElse() {
        byte[] own = SERVER.get("/ledger/proof?index=0", "patient:p").body();
        byte[] open = SERVER.get("/ledger/proof?index=0", "").body();
        byte[] others = SERVER.get("/ledger/proof?index=0", "patient:q").body();

        assertThat(extra(own).commitment()).isPresent();
        assertThat(extra(open).commitment()).isEmpty();
        assertThat(others).isEqualTo(open);
        assertThat(new ReceiptVerifier(Policy.of(ProofFixture.KEY.verifier()))
                        .judge(TlogProof.parse(open), extra(open).entry().digest()))
                .isInstanceOf(Verdict.Accepted.class);
    }

    @Test
    void givesARangePieceByPieceIncludingWhatCameLate() {
        String first = SERVER.text("/ledger/entries?from=290&to=295", "auditor");
        String all = SERVER.text("/ledger/entries?from=0", "member:hospital-c");
        PROOFS.fact(EntryKind.DISCLOSURE, "late", "{'fact':'late'}");
        PROOFS.publish();

        assertThat(first).contains("\"index\":290").doesNotContain("\"index\":295");
        assertThat(all).contains("\"index\":299").doesNotContain("\"from\"");
        assertThat(SERVER.text("/ledger/entries?from=295", "auditor")).contains("\"index\":300");
    }

    @Test
    void servesTilesForeverAndCheckpointsNever() {
        HttpResponse<byte[]> tile = SERVER.get("/ledger/tile/0/000", "");
        HttpResponse<byte[]> checkpoint = SERVER.get("/ledger/checkpoint", "");

        assertThat(tile.headers().firstValue("Cache-Control").orElseThrow())
                .contains("max-age=31536000")
                .contains("immutable")
                .contains("public");
        assertThat(tile.body()).hasSize(256 * 32);
        assertThat(checkpoint.headers().firstValue("Cache-Control")).hasValue("no-cache");
        assertThat(checkpoint.headers().firstValue("Content-Type")).hasValue("text/plain;charset=UTF-8");
        assertThat(SignedCheckpoint.parse(checkpoint.body()).checkpoint().origin())
                .isEqualTo(ProofFixture.ORIGIN);
    }

    @Test
    void compressesEntriesForThoseWhoAcceptIt() throws IOException {
        HttpResponse<byte[]> plain = SERVER.get("/ledger/tile/entries/000", "");
        HttpResponse<byte[]> zipped = SERVER.get("/ledger/tile/entries/000", "", "Accept-Encoding", "br, gzip;q=0.5");
        HttpResponse<byte[]> declined = SERVER.get("/ledger/tile/entries/000", "", "Accept-Encoding", "gzip;q=0");

        assertThat(zipped.headers().firstValue("Content-Encoding")).hasValue("gzip");
        assertThat(zipped.headers().allValues("Vary")).contains("Accept-Encoding");
        assertThat(new GZIPInputStream(new ByteArrayInputStream(zipped.body())).readAllBytes())
                .isEqualTo(plain.body());
        assertThat(declined.body()).isEqualTo(plain.body());
        assertThat(EntryBundle.decode(plain.body(), 256)).hasSize(256);
    }

    @Test
    void answersHeadWithoutABody() {
        HttpResponse<byte[]> head = SERVER.call("HEAD", "/ledger/checkpoint", "");

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
    }

    private static ReceiptExtra extra(byte[] receipt) {
        return ReceiptExtra.parse(TlogProof.parse(receipt).extraBytes().orElseThrow());
    }
}
