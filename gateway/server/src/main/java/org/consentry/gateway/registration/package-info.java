/**
 * How somebody with an account gets a record: the first sign-in makes the Patient that the account names, once, and a
 * Task stays open until the profile is complete. And how institutions, payers and researchers ask to belong to the network.
 *
 * <p>Nothing here shares anything: a registered patient's record is read by nobody before a consent says so. The account
 * itself is the identity provider's; the gateway never sees a password and holds no right over accounts.
 */
@NullMarked
package org.consentry.gateway.registration;

import org.jspecify.annotations.NullMarked;
