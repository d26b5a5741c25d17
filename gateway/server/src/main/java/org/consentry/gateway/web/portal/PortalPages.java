package org.consentry.gateway.web.portal;

import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/** The portal is one page: addresses that name a place inside it are answered with that page. */
@Controller
class PortalPages {
    @GetMapping({
        "/",
        "/signed-in",
        "/home",
        "/inbox",
        "/sharing",
        "/people",
        "/profile",
        "/log",
        "/keys",
        "/documents",
        "/apply",
        "/analyst/exports",
        "/analyst/cohorts",
        "/explorer",
        "/requests/{id}",
        "/requests/{id}/finish"
    })
    String page() {
        return "forward:/index.html";
    }
}
