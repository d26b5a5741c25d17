package org.consentry.keycloak;

/** What became of one attempt to push. */
enum Delivery {
    /** The gateway has it. */
    DONE,
    /** The gateway will never take this one; sending it again is useless. */
    REFUSED,
    /** Try again later. */
    FAILED
}
