package org.consentry.gateway.web.fhir;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/** Where our edge answers otherwise than HAPI's, and why. */
enum KnownDifferences {
    CONTENT_LOCATION(
            "",
            "^Content-Location: .* -> absent",
            "R4 asks for it nowhere; id and version stand in the body and the ETag"),
    LOCATION_OF_UPDATES(
            "^(update|conditional update|create)",
            "^Location: absent -> .*/_history/",
            "http.html#update: Location may tell the version of an update too"),
    LOCATION_OF_THE_DELETED("deleted", "^Location: .* -> absent", "410 sends nobody elsewhere (RFC 9110 15.5.11)"),
    UNKNOWN_FORMAT(
            "(?i)_format=turtle|Accept:image/png",
            "^(status: (200|404|410) -> 406|body: .* -> OperationOutcome error|(ETag|Last-Modified|Content-Type): .*)",
            "http.html#mime-type: what cannot be given is 406; HAPI gives JSON instead"),
    TEXT_AS_HTML(
            "_summary=text",
            "^(Content-Type: text/html.*|body: no resource .*)",
            "search.html#summary: text is of a resource"),
    NOT_MODIFIED_SAYS_WHICH(
            "If-None-Match|If-Modified-Since",
            "^(ETag|Last-Modified): absent -> ",
            "RFC 9110 15.4.5: a 304 carries the ETag of the 200"),
    LISTS_OF_TAGS(
            "If-None-Match (\\*|W/\"1\", W/\"4\")",
            "^(status: 200 -> 304|body: .* -> none|Content-Type: .* -> absent)",
            "RFC 9110 13.1.2: a list of tags, or any"),
    NO_DATE("If-Modified-Since nonsense", ".*", "RFC 9110 13.1.3: a date that is none is ignored; HAPI fails with 500"),
    OUTCOME_PREFERRED(
            "return=OperationOutcome",
            "^(body: none -> OperationOutcome information|Content-Type: absent -> .*)",
            "http.html#ops: return=OperationOutcome asks for one"),
    VERSION_OF_A_DELETE("^delete( If-Match)?$", "^ETag: absent", "a delete makes a version; its ETag tells which"),
    STALE_DELETE(
            "delete stale",
            ".*",
            "http.html#concurrency: If-Match holds for every change; HAPI leaves it out of deletes"),
    SAME_CONTENT(
            "^conditional update$", "^ETag: W/\"2\" -> W/\"1\"", "an update that changes nothing keeps its version"),
    BUNDLE_ID(
            "^(search|history)",
            "^(lacks Bundle\\.(id|meta\\..*)|Last-Modified: date -> absent)",
            "bundle.html: the id of a Bundle that is not stored has no meaning"),
    TOTAL_UNKNOWN("^history of an instance, some", "^lacks Bundle.total", "a total that would cost a scan is absent"),
    SELF_LINK("search count", "^adds Bundle.link", "search.html#conformance: the self link tells what was understood"),
    FIRST_BY_AN_UPDATE(
            "^history",
            "^body: Bundle history\\[.*POST1.*\\] -> Bundle history\\[.*PUT1",
            "bundle.html#Bundle.entry.request: what made the version; HAPI takes every first one for a create"),
    WHEN_IT_WAS_WRITTEN(
            "^history",
            "^adds Bundle\\.entry\\.response\\.lastModified",
            "bundle.html#Bundle.entry.response.lastModified"),
    NOT_FOUND_IS_404(
            "unknown operation|too long a path|vread of a word",
            "^status: (400|500) -> 404",
            "http.html#read: nothing is there"),
    BAD_ID("bad id", "^status: 404 -> 400", "datatypes.html#id: this is no id"),
    NO_SUCH_METHOD("post to an id", "^(status: 400 -> 405|Allow: .*)", "http.html#summary: no interaction posts there"),
    EVERYTHING_MATCHES(
            "put to a type|delete of a type",
            "^status: (400|500) -> 412",
            "http.html#cond-update: criteria are not selective enough"),
    MEDIA_TYPES(
            "^create as|_search|by POST as",
            "^(status: (200|400) -> 415|body: .*)",
            "http.html#mime-type: 415 for what is not understood"),
    EMPTY_BODY("create of nothing", "^status: 500 -> 400", "a client's mistake is never 5xx"),
    SEARCH_BY_HEAD("search by HEAD", ".*", "http.html#summary: HEAD stands wherever GET does"),
    BUNDLE_OF_ANSWERS(
            "^(batch|transaction) ",
            "^(Location: .*/Bundle/.* -> absent|lacks Bundle\\.(id|link\\..*))",
            "http.html#transaction-response: nothing is created at /Bundle, so there is no place to tell"),
    ENTRIES_TELL_MORE(
            "^(batch|transaction) ",
            "^adds Bundle\\.entry\\.response\\.(outcome\\..*|etag|lastModified|location)",
            "bundle.html#Bundle.entry.response: what a request by itself would be told"),
    TRACE(
            "unknown method",
            "^(Allow|Content-Type: text/html|body: no resource)",
            "the servlet container answers before us, and is made to answer with an OperationOutcome"),
    ;

    private final Pattern request;
    private final Pattern difference;
    private final String reason;

    KnownDifferences(String request, String difference, String reason) {
        this.request = Pattern.compile(request);
        this.difference = Pattern.compile(difference);
        this.reason = reason;
    }

    String reason() {
        return reason;
    }

    static Optional<KnownDifferences> of(String name, String difference) {
        return Arrays.stream(values())
                .filter(known -> known.request.matcher(name).find()
                        && known.difference.matcher(difference).find())
                .findFirst();
    }
}
