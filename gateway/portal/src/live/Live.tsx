import { useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';
import { useSession } from '../session/Session.tsx';
import { followEvents, type LiveState } from './eventStream.ts';
import { staleAfter } from './staleness.ts';

const LiveContext = createContext<LiveState>('connecting');

export function useLive(): LiveState {
  return useContext(LiveContext);
}

/** Keeps the pages fresh while somebody is signed in. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const { config, token, person } = useSession();
  const [state, setState] = useState<LiveState>('connecting');
  const queries = useQueryClient();

  useEffect(() => {
    if (!person) {
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
  }, [config, token, person, queries]);

  return <LiveContext.Provider value={state}>{children}</LiveContext.Provider>;
}
