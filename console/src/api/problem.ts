import type { components } from './contract';

export type Violation = components['schemas']['Violation'];
export type Warning = components['schemas']['Warning'];

/** A refused request: the problem (RFC 9457) that the API answered. */
export class ApiError extends Error {
  readonly status: number;
  readonly type: string;
  readonly title: string;
  readonly detail: string;
  readonly errors: readonly Violation[];

  constructor(status: number, body: unknown) {
    const problem = (typeof body === 'object' && body !== null ? body : {}) as Partial<components['schemas']['Problem']>;
    const title = problem.title ?? `The server answered with status ${status}`;
    super(problem.detail ?? title);
    this.name = 'ApiError';
    this.status = status;
    this.type = problem.type ?? 'about:blank';
    this.title = title;
    this.detail = problem.detail ?? 'The response contains no explanation. Try again, or ask your operator.';
    this.errors = problem.errors ?? [];
  }
}

/** What to show for any failure, also where no answer arrived. */
export function describe(error: unknown): { title: string; detail: string; errors: readonly Violation[] } {
  if (error instanceof ApiError) {
    return error;
  }
  if (error instanceof TypeError) {
    return {
      title: 'The server could not be reached',
      detail: 'Check the connection and try again. Nothing was changed by this page.',
      errors: [],
    };
  }
  return {
    title: 'Something went wrong',
    detail: error instanceof Error ? error.message : String(error),
    errors: [],
  };
}
