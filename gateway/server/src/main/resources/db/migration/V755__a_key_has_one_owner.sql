-- A signature names its key; were the key two owners', it would not say whose it is. Retired keys count: what they signed stays.
create unique index registered_key_of_one on registered_key (thumbprint);
