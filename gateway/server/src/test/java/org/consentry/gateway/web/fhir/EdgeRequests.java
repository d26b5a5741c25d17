package org.consentry.gateway.web.fhir;

import java.util.ArrayList;
import java.util.List;

/** The requests that both edges get, in this order. */
final class EdgeRequests {
    private static final List<String> ACCEPTS = List.of(
            "",
            "application/fhir+json",
            "application/fhir+xml",
            "application/json",
            "application/xml",
            "text/xml",
            "*/*",
            "application/*",
            "text/html",
            "image/png",
            "application/fhir+json;q=0.5, application/fhir+xml;q=0.9",
            "application/fhir+xml;q=0.4, application/fhir+json");
    private static final List<String> FORMATS = List.of(
            "",
            "_format=json",
            "_format=xml",
            "_format=application/fhir%2Bxml",
            "_format=application/fhir+json",
            "_format=turtle");
    private static final List<String> VIEWS = List.of(
            "_pretty=true",
            "_pretty=false",
            "_summary=true",
            "_summary=text",
            "_summary=data",
            "_summary=false",
            "_elements=name",
            "_elements=name,identifier");
    private static final List<String> PREFERENCES =
            List.of("return=minimal", "return=representation", "return=OperationOutcome", "return=nonsense");
    private static final String FULL = "{'resourceType':'Organization','id':'%s','name':'%s','active':true,"
            + "'identifier':[{'system':'urn:x','value':'1'}],'text':{'status':'generated',"
            + "'div':'<div xmlns=\\'http://www.w3.org/1999/xhtml\\'>x</div>'}}";
    private static final String MISSING = "/Organization/missing";

    private EdgeRequests() {}

    private static String organization(String id, String name) {
        return FULL.formatted(id, name).replace("\\'", "\\\"").replace("'id':'',", "");
    }

    static List<EdgeRequest> all() {
        List<EdgeRequest> all = new ArrayList<>();
        writes(all);
        reads(all);
        searches(all);
        conditions(all);
        deletes(all);
        mistakes(all);
        preconditions(all);
        bundles(all);
        return all;
    }

    private static void writes(List<EdgeRequest> all) {
        all.add(EdgeRequest.of("update as create", "PUT", "/Organization/one", organization("one", "One")));
        all.add(EdgeRequest.of("update", "PUT", "/Organization/one", organization("one", "Uno")));
        all.add(EdgeRequest.of(
                "update by XML",
                "PUT",
                "/Organization/one",
                "<Organization xmlns='http://hl7.org/fhir'><id value='one'/><name value='Eins'/></Organization>",
                "Content-Type",
                "application/fhir+xml"));
        for (String preference : PREFERENCES) {
            all.addAll(EdgeRequest.of(
                            "create " + preference,
                            "POST",
                            "/Organization",
                            organization("", "Made"),
                            "Prefer",
                            preference)
                    .times(List.of("", "application/fhir+xml"), List.of("", "_format=json")));
            all.add(EdgeRequest.of(
                    "update " + preference,
                    "PUT",
                    "/Organization/two",
                    organization("two", preference),
                    "Prefer",
                    preference));
        }
        all.add(EdgeRequest.of(
                "update If-Match", "PUT", "/Organization/one", organization("one", "Four"), "If-Match", "W/\"3\""));
        all.add(EdgeRequest.of(
                "update stale", "PUT", "/Organization/one", organization("one", "Five"), "If-Match", "W/\"1\""));
        all.add(EdgeRequest.of("create with id", "POST", "/Organization", organization("mine", "Mine")));
    }

    private static void reads(List<EdgeRequest> all) {
        all.addAll(EdgeRequest.get("read", "/Organization/one").times(ACCEPTS, FORMATS));
        all.addAll(EdgeRequest.get("vread", "/Organization/one/_history/1").times(ACCEPTS, List.of("", "_format=xml")));
        all.addAll(EdgeRequest.get("read", "/Organization/one").times(List.of("", "application/fhir+xml"), VIEWS));
        all.addAll(EdgeRequest.get("read of nothing", MISSING).times(ACCEPTS, FORMATS));
        for (String tag : List.of("W/\"4\"", "W/\"1\"", "\"4\"", "*", "W/\"1\", W/\"4\"", "nonsense")) {
            all.add(EdgeRequest.get("read If-None-Match " + tag, "/Organization/one", "If-None-Match", tag));
        }
        for (String date : List.of("Wed, 01 Jan 2020 00:00:00 GMT", "Wed, 01 Jan 2098 00:00:00 GMT", "nonsense")) {
            all.add(EdgeRequest.get("read If-Modified-Since " + date, "/Organization/one", "If-Modified-Since", date));
        }
        all.add(EdgeRequest.get("vread of nothing", "/Organization/one/_history/99"));
        all.add(EdgeRequest.get("vread of a word", "/Organization/one/_history/x"));
        all.add(EdgeRequest.of("head", "HEAD", "/Organization/one", ""));
        all.add(EdgeRequest.of("head of nothing", "HEAD", MISSING, ""));
        all.addAll(EdgeRequest.get("metadata", "/metadata").times(List.of("", "application/fhir+xml"), FORMATS));
        all.add(EdgeRequest.of("options", "OPTIONS", "/", ""));
        all.add(EdgeRequest.get("history of an instance", "/Organization/one/_history"));
        all.add(EdgeRequest.get("history of an instance, some", "/Organization/one/_history?_count=2"));
        all.add(EdgeRequest.get("history of an instance since", "/Organization/one/_history?_since=2020-01-01"));
        all.add(EdgeRequest.get("history of a type", "/Organization/_history?_count=50"));
        all.add(EdgeRequest.get("history of nothing", MISSING + "/_history"));
    }

    private static void searches(List<EdgeRequest> all) {
        all.addAll(EdgeRequest.get("search", "/Organization?_id=one").times(ACCEPTS, FORMATS));
        all.addAll(EdgeRequest.get("search", "/Organization?_id=one").times(List.of(""), VIEWS));
        all.add(EdgeRequest.get("search without match", "/Organization?name=nobody"));
        all.add(EdgeRequest.get("search count", "/Organization?_id=one&_summary=count"));
        all.add(EdgeRequest.get("search unknown parameter", "/Organization?frobnicate=1"));
        all.add(EdgeRequest.of(
                "search by POST",
                "POST",
                "/Organization/_search",
                "_id=one",
                "Content-Type",
                "application/x-www-form-urlencoded"));
        all.add(EdgeRequest.of(
                "search by POST as JSON", "POST", "/Organization/_search", "{}", "Content-Type", EdgeRequest.JSON));
        all.add(EdgeRequest.of("search by HEAD", "HEAD", "/Organization?_id=one", ""));
    }

    private static void conditions(List<EdgeRequest> all) {
        for (int i = 0; i < 2; i++) {
            all.add(EdgeRequest.of(
                    "conditional create",
                    "POST",
                    "/Organization",
                    organization("", "Once"),
                    "If-None-Exist",
                    "name=once"));
            all.add(EdgeRequest.of(
                    "conditional update", "PUT", "/Organization?name=conditional", organization("", "Conditional")));
        }
    }

    private static void preconditions(List<EdgeRequest> all) {
        all.add(EdgeRequest.of("update as create", "PUT", "/Organization/pre", organization("pre", "Pre")));
        all.add(EdgeRequest.of(
                "update strong If-Match", "PUT", "/Organization/pre", organization("pre", "P2"), "If-Match", "\"1\""));
        all.add(EdgeRequest.of("delete If-Match", "DELETE", "/Organization/pre", "", "If-Match", "W/\"2\""));
    }

    private static final String POST = "{'resource':%s,'request':{'method':'POST','url':'Organization'}}";
    private static final String PUT = "{'resource':%s,'request':{'method':'PUT','url':'Organization/%s'}}";
    private static final String GET = "{'request':{'method':'GET','url':'Organization/%s'}}";
    private static final String DELETE = "{'request':{'method':'DELETE','url':'Organization/%s'}}";

    private static String bundle(String type, String... entries) {
        return "{'resourceType':'Bundle','type':'" + type + "','entry':[" + String.join(",", entries) + "]}";
    }

    private static void bundles(List<EdgeRequest> all) {
        for (String type : List.of("batch", "transaction")) {
            String id = "in-" + type;
            all.addAll(EdgeRequest.of(
                            type + " of all kinds",
                            "POST",
                            "",
                            bundle(
                                    type,
                                    POST.formatted(organization("", "Bundled")),
                                    GET.formatted("one"),
                                    GET.formatted("missing")))
                    .times(List.of("", "application/fhir+xml"), List.of("", "_format=json", "_pretty=true")));
            all.add(EdgeRequest.of(
                    type + " update",
                    "POST",
                    "",
                    bundle(type, PUT.formatted(organization(id, "Bundled too"), id), GET.formatted(id))));
            all.add(EdgeRequest.of(type + " delete", "POST", "", bundle(type, DELETE.formatted(id))));
            all.add(EdgeRequest.of(type + " of nothing", "POST", "", bundle(type)));
            all.add(EdgeRequest.of(
                    type + " without a method", "POST", "", bundle(type, "{'request':{'url':'Patient'}}")));
        }
        for (String type : List.of("history", "searchset", "document", "collection", "message")) {
            all.add(EdgeRequest.of(type + " is posted", "POST", "", bundle(type)));
        }
        all.add(EdgeRequest.of("bundle without type", "POST", "", "{'resourceType':'Bundle'}"));
        all.add(EdgeRequest.of("no bundle is posted", "POST", "", organization("", "X")));
        all.add(EdgeRequest.of("half a bundle", "POST", "", "{'resourceType':'Bundle'"));
    }

    private static void deletes(List<EdgeRequest> all) {
        all.add(EdgeRequest.of("conditional delete", "DELETE", "/Organization?name=once", ""));
        all.add(EdgeRequest.of("conditional delete of nothing", "DELETE", "/Organization?name=once", ""));
        all.add(EdgeRequest.of("update as create", "PUT", "/Organization/three", organization("three", "Three")));
        all.add(EdgeRequest.of("delete stale", "DELETE", "/Organization/three", "", "If-Match", "W/\"7\""));
        all.add(EdgeRequest.of("delete", "DELETE", "/Organization/two", ""));
        all.addAll(EdgeRequest.get("read of deleted", "/Organization/two").times(ACCEPTS, FORMATS));
        all.add(EdgeRequest.get("vread of a deleted version", "/Organization/two/_history/5"));
        all.add(EdgeRequest.get("vread before the delete", "/Organization/two/_history/1"));
        all.add(EdgeRequest.get("history of deleted", "/Organization/two/_history"));
        all.add(EdgeRequest.of("update of deleted", "PUT", "/Organization/two", organization("two", "Back")));
        all.add(EdgeRequest.of("delete of nothing", "DELETE", MISSING, ""));
    }

    private static void mistakes(List<EdgeRequest> all) {
        all.addAll(EdgeRequest.get("unknown type", "/Nonsense/1").times(ACCEPTS, List.of("")));
        all.add(EdgeRequest.get("unknown operation", "/Organization/$nonsense"));
        all.add(EdgeRequest.of("unknown method", "TRACE", "/Organization/one", ""));
        all.add(EdgeRequest.get("too long a path", "/Organization/one/two/three/four"));
        all.add(EdgeRequest.get("bad id", "/Organization/a_b"));
        all.add(EdgeRequest.of("id of another", "PUT", "/Organization/one", organization("other", "X")));
        all.add(EdgeRequest.of("update without id", "PUT", "/Organization/one", organization("", "X")));
        all.add(EdgeRequest.of("post to an id", "POST", "/Organization/one", organization("one", "X")));
        all.add(EdgeRequest.of("put to a type", "PUT", "/Organization", organization("one", "X")));
        all.add(EdgeRequest.of("delete of a type", "DELETE", "/Organization", ""));
        for (String body :
                List.of("{", "[]", "{}", "{'resourceType':'Patient'}", "{'resourceType':'Nonsense'}", "<x/>", "null")) {
            all.add(EdgeRequest.of("create of " + body, "POST", "/Organization", body));
            all.add(EdgeRequest.of("update of " + body, "PUT", "/Organization/one", body));
        }
        all.add(EdgeRequest.of("create of nothing", "POST", "/Organization", ""));
        for (String type : List.of(
                "text/plain", "image/png", "application/json", "application/fhir+json;charset=utf-8", "nonsense")) {
            all.add(EdgeRequest.of(
                    "create as " + type, "POST", "/Organization", organization("", "Typed"), "Content-Type", type));
        }
    }
}
