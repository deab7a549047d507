import { serverUrl } from '../api/base';

/** How people sign in, as the server is configured. */
export type SignInConfig =
  | { signIn: 'development' | 'unconfigured' }
  | { signIn: 'oidc'; issuer: string; clientId: string; scope: string };

export async function loadConfig(): Promise<SignInConfig> {
  const response = await fetch(serverUrl('console-config.json'), { cache: 'no-store' });
  if (!response.ok) {
    throw new Error(`The server does not say how to sign in (status ${response.status}). Try again.`);
  }
  return (await response.json()) as SignInConfig;
}
