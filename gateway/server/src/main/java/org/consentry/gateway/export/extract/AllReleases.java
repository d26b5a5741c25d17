package org.consentry.gateway.export.extract;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Component;

/** What all releases say together: in is who is in by each of them. */
@Component
public class AllReleases {
    private final List<Release> releases;

    AllReleases(List<Release> releases) {
        this.releases = List.copyOf(releases);
    }

    Release.Patients patients(String clientId, String policy) {
        List<Release.Patients> all = releases.stream()
                .map(release -> release.patients(clientId, policy))
                .toList();
        Set<String> consenting = new HashSet<>();
        all.forEach(each -> consenting.addAll(each.consenting()));
        return new Release.Patients(
                patient -> all.stream().allMatch(each -> each.included().test(patient)), consenting);
    }

    /** Whether all those still consent whose yes some files rest on. */
    public boolean hold(String clientId, String policy, Set<String> consenting) {
        return consenting.isEmpty() || patients(clientId, policy).consenting().containsAll(consenting);
    }
}
