package org.consentry.mappers.hl7v2;

/**
 * One message of a stream or batch, to be converted and answered by itself.
 *
 * @param index its place among the messages, from 1
 * @param offset where it began in the stream, in bytes
 * @param bytes the message
 */
@SuppressWarnings("ArrayRecordComponent") // Frames are handed on, never compared.
public record Hl7v2Frame(int index, int offset, byte[] bytes) {}
