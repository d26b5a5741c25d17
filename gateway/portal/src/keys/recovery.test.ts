import { describe, expect, it } from 'vitest';
import { type FhirClient, Refused } from '../fhir/client.ts';
import { named, type Parameters } from '../fhir/types.ts';
import type { KeyDrawer, StoredKeys } from './deviceKeys.ts';
import { recover } from './recovery.ts';

const NOW = new Date('2026-11-20T10:00:00Z');

function drawerWith(stored?: StoredKeys): KeyDrawer & { kept: Map<string, StoredKeys> } {
  const kept = new Map<string, StoredKeys>(stored ? [['me', stored]] : []);
  return {
    kept,
    get: async (owner) => kept.get(owner),
    put: async (keys) => void kept.set('me', keys),
    remove: async (owner) => void kept.delete(owner),
  };
}

function gateway(answer: () => void): FhirClient & { posted: [string, Parameters][] } {
  const posted: [string, Parameters][] = [];
  return {
    posted,
    get: async () => Promise.reject(new Error('reads nothing')),
    put: async () => Promise.reject(new Error('puts nothing')),
    async post<T>(path: string, body: unknown): Promise<T> {
      posted.push([path, body as Parameters]);
      answer();
      return undefined as T;
    },
  };
}

describe('recovering from a lost key', () => {
  it('sends the public half of a new key and keeps the private one here', async () => {
    const fhir = gateway(() => undefined);
    const drawer = drawerWith();

    const keys = await recover(fhir, drawer, 'Patient/p', 'me', NOW);

    const [path, body] = fhir.posted[0] ?? ['', { resourceType: 'Parameters' as const }];
    expect(path).toBe('Patient/p/$recover-key');
    expect(JSON.parse(named(body, 'jwk')?.valueString ?? '{}')).not.toHaveProperty('d');
    expect(drawer.kept.get('me')?.kid).toBe(keys.kid);
    expect(keys.signsOnly).toBe(true);
  });

  it('leaves this device as it was when the gateway refuses', async () => {
    const refusing = gateway(() => {
      throw new Refused(401);
    });
    const empty = drawerWith();
    await expect(recover(refusing, empty, 'Patient/p', 'me', NOW)).rejects.toThrow(Refused);
    expect(empty.kept.size).toBe(0);

    const first = await recover(
      gateway(() => undefined),
      drawerWith(),
      'Patient/p',
      'me',
      NOW,
    );
    const drawer = drawerWith(first);
    await expect(recover(refusing, drawer, 'Patient/p', 'me', NOW)).rejects.toThrow(Refused);
    expect(drawer.kept.get('me')?.kid).toBe(first.kid);
  });
});
