import { useQuery, useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useMemo } from 'react';
import { useFhir } from '../fhir/Fhir.tsx';
import { useSession } from '../session/Session.tsx';
import type { StoredKeys } from './deviceKeys.ts';
import { indexedDbDrawer } from './indexedDbDrawer.ts';
import { recover } from './recovery.ts';
import { restore, type Standing, standing } from './registration.ts';

export interface Keys {
  standing?: Standing;
  error?: unknown;
  /** The keys, once they are here and the gateway knows them. */
  ready?: StoredKeys;
  /** True when this device cannot sign, and waiting will not change that. */
  blocked: boolean;
  again(): void;
  restore(seed: Uint8Array): Promise<'restored' | 'foreign'>;
  backedUp(): Promise<void>;
  /** Makes and registers a new signing key in place of a lost one. */
  recover(): Promise<void>;
}

const KeysContext = createContext<Keys | undefined>(undefined);

export function useKeys(): Keys {
  const keys = useContext(KeysContext);
  if (!keys) {
    throw new Error('useKeys outside KeyRing');
  }
  return keys;
}

/** Finds the patient's keys on this device, or makes and registers them at the first sign-in. */
export function KeyRing({ patient, children }: { patient: string; children: ReactNode }) {
  const fhir = useFhir();
  const { config } = useSession();
  const queries = useQueryClient();
  const drawer = useMemo(() => indexedDbDrawer(), []);
  const owner = `${config.issuer} ${patient}`;
  const queryKey = useMemo(() => ['keys', owner], [owner]);
  const found = useQuery({
    queryKey,
    queryFn: async () => {
      // Two tabs opened at once must not make two sets of keys.
      const result = await oneAtATime(owner, () => standing(fhir, drawer, patient, owner));
      void navigator.storage?.persist?.();
      return result;
    },
    staleTime: Number.POSITIVE_INFINITY,
  });

  const keys = useMemo<Keys>(() => {
    const ready = found.data?.state === 'ready' ? found.data.keys : undefined;
    return {
      standing: found.data,
      error: found.error ?? undefined,
      ready,
      blocked: found.isError || (found.data !== undefined && !ready),
      again: () => void found.refetch(),
      async restore(seed) {
        const result = await restore(fhir, drawer, patient, owner, seed, new Date());
        await queries.invalidateQueries({ queryKey });
        return result;
      },
      async recover() {
        await recover(fhir, drawer, patient, owner, new Date());
        await queries.invalidateQueries({ queryKey });
      },
      async backedUp() {
        if (ready) {
          await drawer.put({ ...ready, backedUpAt: new Date().toISOString() });
          await queries.invalidateQueries({ queryKey });
        }
      },
    };
  }, [found, fhir, drawer, patient, owner, queries, queryKey]);

  return <KeysContext.Provider value={keys}>{children}</KeysContext.Provider>;
}

async function oneAtATime<T>(name: string, work: () => Promise<T>): Promise<T> {
  return navigator.locks ? await navigator.locks.request(`consentry keys ${name}`, work) : work();
}
