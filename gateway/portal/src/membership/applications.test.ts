import { describe, expect, it } from 'vitest';
import { Refused } from '../fhir/client.ts';
import { apply, own, publicKeys, type Wish, wrongIn } from './applications.ts';

const KEY = { kty: 'EC', crv: 'P-384', x: 'x', y: 'y' };
const WISH: Wish = {
  kind: 'payer',
  id: 'good-payer',
  name: ' Good Payer ',
  keys: JSON.stringify({ keys: [KEY] }),
};

/** Answers everything alike, and remembers what was sent. */
function answering(status: number, body: unknown) {
  const sent: { path: string; body: string }[] = [];
  const send = (async (input: unknown, init?: { body?: unknown }) => {
    sent.push({ path: String(input), body: String(init?.body ?? '') });
    return new Response(JSON.stringify(body), { status });
  }) as typeof fetch;
  return { sent, send };
}

describe('an application', () => {
  it.each(['d', 'k', 'p'])('never sends a key with its private member %s', async (name) => {
    const keys = JSON.stringify({ keys: [KEY, { ...KEY, [name]: 'secret' }] });

    expect(publicKeys(keys)).toBeUndefined();
    expect(wrongIn({ ...WISH, keys })).toEqual(['keys']);
  });

  it.each(['', 'no json', 'null', '[]', '{"keys":[]}', '{"keys":["x"]}'])('takes no keys from %j', (keys) => {
    expect(wrongIn({ ...WISH, keys })).toEqual(['keys']);
  });

  it.each(['', 'Upper', '-a', 'a b', '../a', 'a'.repeat(41)])('takes no id like %j', (id) => {
    expect(wrongIn({ ...WISH, id })).toEqual(['id']);
  });

  it('sends what was asked for, and nothing else', async () => {
    const { sent, send } = answering(201, { application: '1' });

    await apply(send, WISH);

    expect(sent[0]?.path).toBe('/applications');
    expect(JSON.parse(sent[0]?.body ?? '')).toEqual({
      kind: 'payer',
      id: 'good-payer',
      name: 'Good Payer',
      jwks: { keys: [KEY] },
    });
  });

  it('tells of a refusal', async () => {
    await expect(own(answering(403, {}).send)).rejects.toThrow(Refused);
  });
});
