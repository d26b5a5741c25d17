import { useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';
import type { Kind } from '../session/person.ts';
import { useSession } from '../session/Session.tsx';
import { followEvents, type LiveState } from './eventStream.ts';
import { staleAfter } from './staleness.ts';

/** Who has a stream of their own; the others' pages do not show a live state. */
const LISTENERS: Kind[] = ['patient', 'practitioner'];

const LiveContext = createContext<LiveState | undefined>(undefined);

/** Undefined for those who have no stream. */
export function useLive(): LiveState | undefined {
  return useContext(LiveContext);
}

/** Keeps the pages fresh while somebody is signed in. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const { config, token, person } = useSession();
  const [state, setState] = useState<LiveState>('connecting');
  const queries = useQueryClient();
  const listens = person !== undefined && LISTENERS.includes(person.kind);

  useEffect(() => {
    if (!listens) {
      return;
    }
    const abort = new AbortController();
    let wasLive = false;
    void followEvents({
      url: config.events,
      token,
      signal: abort.signal,
      onState: (next) => {
        setState(next);
        if (next === 'live' && wasLive) {
          // A line that broke before its first event has no id to resume from.
          void queries.invalidateQueries();
        }
        wasLive ||= next === 'live';
      },
      onEvent: (event) => {
        for (const queryKey of staleAfter(event.kind)) {
          void queries.invalidateQueries({ queryKey });
        }
      },
    });
    return () => abort.abort();
  }, [config, token, listens, queries]);

  return <LiveContext.Provider value={listens ? state : undefined}>{children}</LiveContext.Provider>;
}
