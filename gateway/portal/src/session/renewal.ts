import { ErrorResponse, type User, type UserManager } from 'oidc-client-ts';

/*
 * One renewal at a time, for everybody who needs a token.
 *
 * The identity provider takes each refresh token once and ends the whole session when it sees one
 * twice. Timers, a waking machine and several lists asking at once would otherwise each send it.
 *
 * A refusal ends the session here too. A broken line does not: nothing is known then, the caller gets
 * the error, and the next attempt may succeed.
 */

type Sessions = Pick<UserManager, 'getUser' | 'signinSilent' | 'removeUser'>;

export interface Renewal {
  /** Somebody with a token that still holds, or undefined when nobody is signed in any more. */
  current(): Promise<User | undefined>;
  /** Renews although the token may hold for a little longer. */
  renew(): Promise<User | undefined>;
}

export function createRenewal(sessions: Sessions): Renewal {
  let running: Promise<User | undefined> | undefined;

  async function renewOnce(): Promise<User | undefined> {
    const user = await sessions.getUser();
    if (!user?.refresh_token) {
      return user && !user.expired ? user : undefined;
    }
    try {
      return (await sessions.signinSilent()) ?? undefined;
    } catch (problem) {
      if (problem instanceof ErrorResponse) {
        await sessions.removeUser();
        return undefined;
      }
      throw problem;
    }
  }

  function renew(): Promise<User | undefined> {
    running ??= renewOnce().finally(() => {
      running = undefined;
    });
    return running;
  }

  return {
    renew,
    async current() {
      const user = await sessions.getUser();
      return user && !user.expired ? user : renew();
    },
  };
}
