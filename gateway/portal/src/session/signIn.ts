import { UserManager, WebStorageStateStore } from 'oidc-client-ts';
import type { PortalConfig } from './portalConfig.ts';

/*
 * Sign-in is OpenID Connect's code flow with PKCE, as any other app of the gateway does it.
 *
 * Tokens live in this tab's session storage: the ceremony leaves the page for the consent screen and
 * comes back, which memory alone would not survive. They are gone when the tab is closed and are
 * never in local storage, a cookie or a URL.
 */
export function createSignIn(config: PortalConfig, origin: string, storage: Storage): UserManager {
  const store = new WebStorageStateStore({ store: storage, prefix: 'consentry.' });
  return new UserManager({
    authority: config.issuer,
    client_id: config.clientId,
    redirect_uri: `${origin}/signed-in`,
    post_logout_redirect_uri: `${origin}/`,
    response_type: 'code',
    scope: 'openid profile email fhirUser',
    userStore: store,
    stateStore: store,
    // Renewal is our own: see renewal.ts.
    automaticSilentRenew: false,
    monitorSession: false,
    loadUserInfo: false,
  });
}

/** Only a path of our own may be returned to; anything else would be an open redirect. */
export function safeReturn(path: unknown): string {
  return typeof path === 'string' && /^\/(?![/\\])[\w\-./]*(\?outcome=(refused|failed))?$/.test(path)
    ? path
    : '/';
}
