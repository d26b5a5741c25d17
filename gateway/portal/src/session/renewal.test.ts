import { ErrorResponse, type User } from 'oidc-client-ts';
import { describe, expect, it } from 'vitest';
import { createRenewal } from './renewal.ts';

/** Holds one user; renewing takes a while, succeeds, or fails with what it was given. */
class FakeSessions {
  silent = 0;
  removed = 0;
  failure?: Error;

  constructor(private user: { expired: boolean; refresh_token?: string } | null) {}

  async getUser(): Promise<User | null> {
    return this.user as User | null;
  }

  async signinSilent(): Promise<User> {
    this.silent += 1;
    await Promise.resolve();
    if (this.failure) {
      throw this.failure;
    }
    this.user = { expired: false, refresh_token: 'r2' };
    return this.user as User;
  }

  async removeUser(): Promise<void> {
    this.removed += 1;
    this.user = null;
  }
}

const expired = () => new FakeSessions({ expired: true, refresh_token: 'r1' });

describe('renewal', () => {
  it('never uses a refresh token twice, however many ask at once', async () => {
    const sessions = expired();
    const { current, renew } = createRenewal(sessions);

    const users = await Promise.all([current(), renew(), current(), current()]);

    expect(sessions.silent).toBe(1);
    expect(users.every((user) => user?.expired === false)).toBe(true);
  });

  it('ends the session when the provider refuses', async () => {
    const sessions = expired();
    sessions.failure = new ErrorResponse({ error: 'invalid_grant' });

    await expect(createRenewal(sessions).current()).resolves.toBeUndefined();
    expect(sessions.removed).toBe(1);
  });

  it('keeps the session when the line is broken, and tries again when asked again', async () => {
    const sessions = expired();
    sessions.failure = new TypeError('network');
    const { current } = createRenewal(sessions);

    await expect(current()).rejects.toThrow('network');
    expect(sessions.removed).toBe(0);
    sessions.failure = undefined;
    await expect(current()).resolves.toMatchObject({ expired: false });
  });

  it('asks for nothing while the token holds, or when there is nothing to renew with', async () => {
    const holding = new FakeSessions({ expired: false, refresh_token: 'r' });
    const without = new FakeSessions({ expired: true });
    const nobody = new FakeSessions(null);

    await expect(createRenewal(holding).current()).resolves.toBeDefined();
    await expect(createRenewal(without).current()).resolves.toBeUndefined();
    await expect(createRenewal(nobody).current()).resolves.toBeUndefined();
    expect([holding, without, nobody].map((one) => one.silent)).toEqual([0, 0, 0]);
  });
});
