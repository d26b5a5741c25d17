import type { User, UserManager } from 'oidc-client-ts';
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { type Person, personOf } from './person.ts';
import type { PortalConfig } from './portalConfig.ts';
import type { Renewal } from './renewal.ts';

export interface Session {
  config: PortalConfig;
  manager: UserManager;
  /** Undefined while nobody is signed in. */
  person?: Person;
  /** A token that holds now; undefined when nobody is signed in any more. */
  token(): Promise<string | undefined>;
  /** Forgets the session, when the gateway no longer takes its token. */
  ended(): void;
  signIn(returnTo?: string): Promise<void>;
  /** Asks for the password once more, for what only somebody who has just signed in may do. */
  signInAgain(returnTo: string): Promise<void>;
  signOut(): Promise<void>;
}

const SessionContext = createContext<Session | undefined>(undefined);

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) {
    throw new Error('useSession outside SessionProvider');
  }
  return session;
}

interface Props {
  config: PortalConfig;
  manager: UserManager;
  renewal: Renewal;
  initial: User | null;
  children: ReactNode;
}

export function SessionProvider({ config, manager, renewal, initial, children }: Props) {
  const [user, setUser] = useState<User | null>(initial);

  useEffect(() => {
    const gone = () => setUser(null);
    // A line that is broken at this moment says nothing about the session: keep what is shown.
    const renew = () =>
      void renewal.renew().then(
        (alive) => alive ?? gone(),
        () => undefined,
      );
    manager.events.addUserLoaded(setUser);
    manager.events.addUserUnloaded(gone);
    manager.events.addAccessTokenExpiring(renew);
    manager.events.addAccessTokenExpired(renew);
    return () => {
      manager.events.removeUserLoaded(setUser);
      manager.events.removeUserUnloaded(gone);
      manager.events.removeAccessTokenExpiring(renew);
      manager.events.removeAccessTokenExpired(renew);
    };
  }, [manager, renewal]);

  const token = user?.access_token;
  const profile = user?.profile;
  const person = useMemo(() => (token ? personOf(token, profile) : undefined), [token, profile]);

  // These stay the same over a renewal: the event stream must not start anew with every token.
  const actions = useMemo(
    () => ({
      token: async () => (await renewal.current())?.access_token,
      ended: () => void manager.removeUser(),
      signIn: (returnTo: string = '/') => manager.signinRedirect({ state: { returnTo } }),
      signInAgain: (returnTo: string) =>
        manager.signinRedirect({ state: { returnTo }, prompt: 'login', max_age: 0 }),
      // The provider's own page ends the session there; if it cannot be reached, at least this one ends.
      signOut: () => manager.signoutRedirect().catch(() => manager.removeUser()),
    }),
    [manager, renewal],
  );
  const session = useMemo<Session>(
    () => ({ config, manager, person, ...actions }),
    [config, manager, person, actions],
  );
  return <SessionContext.Provider value={session}>{children}</SessionContext.Provider>;
}
