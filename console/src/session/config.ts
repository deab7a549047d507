import { serverUrl } from '../api/base';
import type { components } from '../api/contract';

/** How people sign in, as the server is configured. */
export type SignInConfig =
  | { signIn: 'development' | 'unconfigured' }
  | { signIn: 'oidc'; issuer: string; clientId: string; scope: string };

export async function loadConfig(): Promise<SignInConfig> {
  const response = await fetch(serverUrl('console-config.json'), { cache: 'no-store' });
  if (!response.ok) {
    throw new Error(`The server does not say how to sign in (status ${response.status}). Try again.`);
  }
  const { signIn, issuer, clientId, scope } = (await response.json()) as components['schemas']['ConsoleSettings'];
  if (signIn !== 'oidc') {
    return { signIn };
  }
  if (!issuer || !clientId || !scope) {
    throw new Error('The server does not name the identity provider. Ask your operator to check its settings.');
  }
  return { signIn, issuer, clientId, scope };
}
