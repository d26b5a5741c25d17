import { describe, expect, it } from 'vitest';
import { createFhirClient, Refused, SignedOut } from './client.ts';
import { parameters } from './types.ts';

interface Call {
  url: string;
  init: RequestInit;
}

function clientAnswering(status: number, body: string, token: string | undefined = 't') {
  const calls: Call[] = [];
  const client = createFhirClient({
    base: '/fhir',
    origin: 'https://gateway.example',
    token: async () => token,
    fetcher: async (url, init) => {
      calls.push({ url: String(url), init: init ?? {} });
      return new Response(body, { status });
    },
  });
  return { client, calls };
}

describe('the FHIR client', () => {
  it.each([
    'https://evil.example/fhir/Consent',
    '//evil.example/fhir/Consent',
    'https://gateway.example.evil.example/fhir/Consent',
    'https://gateway.example/other/Consent',
    '../other',
  ])('never sends the token to %s', async (link) => {
    const { client, calls } = clientAnswering(200, '{}');

    await expect(client.get(link)).rejects.toThrow(Refused);
    expect(calls).toHaveLength(0);
  });

  it('asks nothing when nobody is signed in', async () => {
    const { client, calls } = clientAnswering(200, '{}', '');

    await expect(client.get('Consent')).rejects.toThrow(SignedOut);
    expect(calls).toHaveLength(0);
  });

  it('tells an expired session from a refusal', async () => {
    await expect(clientAnswering(401, '').client.get('Consent')).rejects.toThrow(SignedOut);
    await expect(clientAnswering(403, '').client.get('Consent')).rejects.toMatchObject({ status: 403 });
  });

  it('carries the sentence of an OperationOutcome', async () => {
    const outcome = JSON.stringify({
      resourceType: 'OperationOutcome',
      issue: [{ severity: 'error', code: 'conflict', diagnostics: 'A live key exists.' }],
    });

    await expect(clientAnswering(409, outcome).client.get('x')).rejects.toMatchObject({
      status: 409,
      diagnostics: 'A live key exists.',
    });
    await expect(clientAnswering(502, '<html>').client.get('x')).rejects.toMatchObject({
      status: 502,
      diagnostics: undefined,
    });
  });

  it('follows a next link of the gateway', async () => {
    const { client, calls } = clientAnswering(200, '{}');

    await client.get('https://gateway.example/fhir/AuditEvent?page=abc');

    expect(calls[0]?.url).toBe('https://gateway.example/fhir/AuditEvent?page=abc');
    expect(calls[0]?.init.headers).toMatchObject({ Authorization: 'Bearer t' });
    expect(calls[0]?.init.cache).toBe('no-store');
  });

  it('posts parameters as FHIR JSON and accepts an empty answer', async () => {
    const { client, calls } = clientAnswering(200, '');

    await expect(client.post('Consent/1/$refuse', parameters())).resolves.toBeUndefined();
    expect(calls[0]?.url).toBe('https://gateway.example/fhir/Consent/1/$refuse');
    expect(calls[0]?.init.body).toBe('{"resourceType":"Parameters","parameter":[]}');
  });
});
