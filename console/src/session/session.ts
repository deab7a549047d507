import { serverUrl } from '../api/base';
import { ApiError } from '../api/problem';
import { loadConfig, type SignInConfig } from './config';
import { demoOrganization, demoUsers, rolesOf, type DemoUser } from './demo-users';
import { OidcSession } from './oidc-session';

export type SessionState =
  | { status: 'signed-out'; config: SignInConfig; reason?: 'expired' }
  | { status: 'signed-in'; config: SignInConfig };

/** The name of the demo user, so that a reload signs the same user in again. A token is never stored. */
const REMEMBERED = 'nudge.demo-user';

/**
 * Who is signed in. The token is kept in memory only: closing or reloading the page forgets it.
 */
class Session {
  #state: SessionState | undefined;
  #developmentToken: string | undefined;
  #oidc: OidcSession | undefined;
  readonly #listeners = new Set<() => void>();

  /** Reads the configuration, and signs a remembered demo user in again. */
  async start(): Promise<void> {
    const config = await loadConfig();
    this.#state = { status: 'signed-out', config };
    if (config.signIn === 'oidc') {
      this.#oidc = new OidcSession(config, () => this.expired());
      return;
    }
    const remembered = demoUsers.find((user) => user.id === sessionStorage.getItem(REMEMBERED));
    if (remembered) {
      await this.signInAs(remembered).catch(() => sessionStorage.removeItem(REMEMBERED));
    }
  }

  get state(): SessionState {
    if (!this.#state) {
      throw new Error('Expected the session to be started.');
    }
    return this.#state;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** The bearer token for the next request; undefined if no one is signed in. */
  async token(): Promise<string | undefined> {
    return this.#oidc ? this.#oidc.token() : this.#developmentToken;
  }

  async signInAs(user: DemoUser): Promise<void> {
    const response = await fetch(serverUrl('dev/token'), {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ userId: user.id, organizationId: demoOrganization, roles: rolesOf(user) }),
    });
    const body: unknown = await response.json().catch(() => undefined);
    if (!response.ok) {
      throw new ApiError(response.status, body);
    }
    this.#developmentToken = (body as { token: string }).token;
    sessionStorage.setItem(REMEMBERED, user.id);
    this.#change({ status: 'signed-in', config: this.state.config });
  }

  /** Leaves the console for the identity provider, which returns to `/sign-in/callback`. */
  async redirectToProvider(returnTo: string): Promise<void> {
    await this.#oidc?.redirect(returnTo);
  }

  /** Completes the sign-in at the identity provider. Returns the address that was wanted. */
  async completeRedirect(): Promise<string> {
    const returnTo = (await this.#oidc?.complete()) ?? '/';
    this.#change({ status: 'signed-in', config: this.state.config });
    return returnTo;
  }

  /** The server refused the token, or it could not be renewed. */
  expired(): void {
    if (this.state.status === 'signed-in') {
      this.#forget();
      this.#change({ status: 'signed-out', config: this.state.config, reason: 'expired' });
    }
  }

  async signOut(): Promise<void> {
    this.#forget();
    const oidc = this.#oidc;
    this.#change({ status: 'signed-out', config: this.state.config });
    await oidc?.signOut();
  }

  #forget(): void {
    this.#developmentToken = undefined;
    sessionStorage.removeItem(REMEMBERED);
  }

  #change(state: SessionState): void {
    this.#state = state;
    this.#listeners.forEach((listener) => listener());
  }
}

export const session = new Session();
