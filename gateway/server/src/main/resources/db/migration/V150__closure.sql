-- Records that take no further change. One row a closed Patient or EpisodeOfCare: every submission asks this table
-- once, by primary key, and it stays small.
CREATE TABLE closed_record (
    reference text PRIMARY KEY
);
