import createClient from 'openapi-fetch';
import { session } from '../session/session';
import { basePath } from './base';
import type { components, paths } from './contract';
import { ApiError } from './problem';

export type Schemas = components['schemas'];

/** The API, typed by its OpenAPI description. */
export const api = createClient<paths>({ baseUrl: basePath.replace(/\/$/, '') });

api.use({
  async onRequest({ request }) {
    const token = await session.token();
    if (token) {
      request.headers.set('Authorization', `Bearer ${token}`);
    }
    return request;
  },
  onResponse({ response }) {
    if (response.status === 401) {
      session.expired();
    }
  },
});

/** The body of a successful response; throws {@link ApiError} for every other. */
export async function unwrap<T>(call: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
  const { data, error, response } = await call;
  if (!response.ok) {
    throw new ApiError(response.status, error);
  }
  return data as T;
}
