#!/bin/sh
# Runs once, in an empty database: a database for the gateway and one for Keycloak, each with an owner of its own.
set -eu
: "${SPRING_DATASOURCE_PASSWORD:?}" "${KC_DB_PASSWORD:?}"
psql --set=ON_ERROR_STOP=1 --set=gateway="$SPRING_DATASOURCE_PASSWORD" --set=keycloak="$KC_DB_PASSWORD" \
  --username=postgres <<'SQL'
CREATE ROLE consentry LOGIN PASSWORD :'gateway';
CREATE DATABASE consentry OWNER consentry;
CREATE ROLE keycloak LOGIN PASSWORD :'keycloak';
CREATE DATABASE keycloak OWNER keycloak;
SQL
