-- What members signed themselves: the digest that the signature in the Provenance covers, so that it can be checked again
-- without a second copy of the content. Which signature it was is on the ledger.
CREATE TABLE proof_author_signature (
    bundle_id text  NOT NULL PRIMARY KEY,
    signed    bytea NOT NULL CHECK (octet_length(signed) = 32)
);
