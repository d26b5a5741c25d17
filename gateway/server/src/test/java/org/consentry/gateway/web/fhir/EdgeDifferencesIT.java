package org.consentry.gateway.web.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Our edge and HAPI's, asked the same: hundreds of requests go to both in the same order, and what a client can depend
 * on is compared. A difference is either none of ours to have, or it stands in {@link KnownDifferences} with its reason.
 */
class EdgeDifferencesIT {
    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void answersLikeHapisServerOrForAReason() throws Exception {
        List<String> unexplained = new ArrayList<>();
        Set<KnownDifferences> met = new HashSet<>();
        List<EdgeRequest> requests = EdgeRequests.all();
        try (FhirServer ours = new FhirServer();
                HapiServer hapi = new HapiServer()) {
            for (EdgeRequest request : requests) {
                EdgeAnswer theirs = EdgeAnswer.of(send(request, hapi.base()));
                EdgeAnswer own = EdgeAnswer.of(send(request, ours.base()));
                for (String difference : theirs.against(own)) {
                    KnownDifferences.of(request.name(), difference)
                            .ifPresentOrElse(met::add, () -> unexplained.add(request.name() + "   " + difference));
                }
            }
        }

        assertThat(unexplained).isEmpty();
        assertThat(met).as("a reason that nothing needs any more").containsExactlyInAnyOrder(KnownDifferences.values());
        assertThat(requests.size()).isGreaterThan(300);
    }

    private HttpResponse<String> send(EdgeRequest request, URI base) throws IOException, InterruptedException {
        return client.send(request.to(base), HttpResponse.BodyHandlers.ofString());
    }
}
