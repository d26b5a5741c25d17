package org.consentry.local.part;

import java.net.URI;

/** An S3 object store, with path-style addresses and version 4 signatures. It has no buckets at first. */
public record ObjectStore(URI endpoint, String accessKey, String secretKey) {

    @Override
    public String toString() {
        return "ObjectStore[" + endpoint + "]";
    }
}
