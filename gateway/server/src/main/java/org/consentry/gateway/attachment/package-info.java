/**
 * Sealed content: taken out of what hospitals send, encrypted under a key of its own, kept in the object store as
 * ciphertext, and handed out once per delivery.
 *
 * <p>The gateway has a plaintext in memory while a hospital hands it in and never again: the data key is sealed to the
 * patient's public key, or to the escrow key of the network until the patient has one. Nothing here logs a URI, a key
 * or a title. {@link org.consentry.gateway.attachment.InlineContent} is for the doors that write,
 * {@link org.consentry.gateway.attachment.Deliveries} for sharing and for the doors that hand out.
 */
@NullMarked
package org.consentry.gateway.attachment;

import org.jspecify.annotations.NullMarked;
