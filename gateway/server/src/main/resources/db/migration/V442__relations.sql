-- With which organizations a patient has entries on the ledger: each of these relations has a name of its own there.
CREATE INDEX proof_commitment_relation ON proof_commitment (patient_id, party) WHERE patient_id IS NOT NULL;
