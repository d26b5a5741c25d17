import type { User, UserManager } from 'oidc-client-ts';
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { type Person, personOf } from './person.ts';
import type { PortalConfig } from './portalConfig.ts';

export interface Session {
  config: PortalConfig;
  manager: UserManager;
  /** Undefined while nobody is signed in. */
  person?: Person;
  token(): Promise<string | undefined>;
  /** Forgets the session, when the gateway no longer takes its token. */
  ended(): void;
  signIn(returnTo?: string): Promise<void>;
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
  initial: User | null;
  children: ReactNode;
}

export function SessionProvider({ config, manager, initial, children }: Props) {
  const [user, setUser] = useState<User | null>(initial);

  useEffect(() => {
    const gone = () => setUser(null);
    manager.events.addUserLoaded(setUser);
    manager.events.addUserUnloaded(gone);
    const expired = () => void liveUser(manager).then((alive) => alive ?? gone());
    manager.events.addAccessTokenExpired(expired);
    return () => {
      manager.events.removeUserLoaded(setUser);
      manager.events.removeUserUnloaded(gone);
      manager.events.removeAccessTokenExpired(expired);
    };
  }, [manager]);

  const person = useMemo(() => (user ? personOf(user.access_token, user.profile) : undefined), [user]);

  const session = useMemo<Session>(
    () => ({
      config,
      manager,
      person,
      token: async () => (await liveUser(manager))?.access_token,
      ended: () => void manager.removeUser(),
      signIn: (returnTo = '/') => manager.signinRedirect({ state: { returnTo } }),
      signOut: () => manager.signoutRedirect(),
    }),
    [config, manager, person],
  );
  return <SessionContext.Provider value={session}>{children}</SessionContext.Provider>;
}

/** A machine that slept wakes with an expired token; the refresh token may still be good. */
export async function liveUser(manager: UserManager): Promise<User | undefined> {
  const user = await manager.getUser();
  if (user && !user.expired) {
    return user;
  }
  return user?.refresh_token
    ? ((await manager.signinSilent().catch(() => undefined)) ?? undefined)
    : undefined;
}
