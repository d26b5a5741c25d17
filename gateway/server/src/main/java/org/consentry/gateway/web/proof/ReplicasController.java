package org.consentry.gateway.web.proof;

import java.util.List;
import org.consentry.gateway.proof.Replicas;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Where else the ledger can be read: members' copies that are up to date. */
@RestController
class ReplicasController {
    private final Replicas replicas;

    ReplicasController(Replicas replicas) {
        this.replicas = replicas;
    }

    /** @param replicas a copy that is fetching is not among them */
    record Sources(List<Replicas.Replica> replicas) {}

    @GetMapping("/ledger/replicas")
    ResponseEntity<Sources> sources() {
        return ResponseEntity.ok().cacheControl(CacheControl.noCache()).body(new Sources(replicas.listed()));
    }
}
