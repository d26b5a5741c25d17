/**
 * SMART App Launch from within: a practitioner who has a patient open starts an app, and the app learns which patient it is
 * from the token endpoint. What an app may then read is decided as for every other caller.
 */
@NullMarked
package org.consentry.gateway.web.launch;

import org.jspecify.annotations.NullMarked;
