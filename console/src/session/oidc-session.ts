import type { UserManager } from 'oidc-client-ts';
import { basePath } from '../api/base';
import { returnPath } from './return-path';

/**
 * Authorization code with PKCE. Tokens are kept in memory and are renewed with the refresh token. Only the state of a
 * sign-in that is under way (`state`, `nonce`, PKCE verifier) is in the session storage, because the page is left in
 * between; it is removed when the provider returns.
 */
export class OidcSession {
  readonly #manager: Promise<UserManager>;

  constructor(config: { issuer: string; clientId: string; scope: string }, onExpired: () => void) {
    this.#manager = import('oidc-client-ts').then(({ InMemoryWebStorage, UserManager, WebStorageStateStore }) => {
      const root = window.location.origin + basePath;
      const manager = new UserManager({
        authority: config.issuer,
        client_id: config.clientId,
        scope: config.scope,
        redirect_uri: `${root}sign-in/callback`,
        post_logout_redirect_uri: `${root}sign-in`,
        response_type: 'code',
        automaticSilentRenew: true,
        monitorSession: false,
        userStore: new WebStorageStateStore({ store: new InMemoryWebStorage() }),
        stateStore: new WebStorageStateStore({ store: window.sessionStorage }),
      });
      manager.events.addAccessTokenExpired(onExpired);
      return manager;
    });
  }

  async token(): Promise<string | undefined> {
    return (await (await this.#manager).getUser())?.access_token;
  }

  async redirect(returnTo: string): Promise<void> {
    await (await this.#manager).signinRedirect({ state: returnTo });
  }

  async complete(): Promise<string> {
    const user = await (await this.#manager).signinRedirectCallback();
    return returnPath(user.state);
  }

  /** Ends the provider's session too, if the provider offers that. */
  async signOut(): Promise<void> {
    const manager = await this.#manager;
    const endsSession = Boolean(await manager.metadataService.getEndSessionEndpoint().catch(() => undefined));
    if (endsSession) {
      await manager.signoutRedirect();
    } else {
      await manager.removeUser();
    }
  }
}
