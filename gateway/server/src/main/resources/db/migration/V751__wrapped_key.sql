-- For readers without Umbral: the data key as the patient's device wrapped it to the reader's own key, a compact JWE.
alter table delivery add column wrapped_key text;
