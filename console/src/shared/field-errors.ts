import { ApiError, type Violation } from '../api/problem';

/** The errors of a refused request; none for any other failure. */
export function violationsOf(error: unknown): readonly Violation[] {
  return error instanceof ApiError ? error.errors : [];
}

/** What the API says about the field at a pointer, and about what is inside its value. */
export function errorAt(errors: readonly Violation[], pointer: string): string | undefined {
  const own = errors.filter((error) => error.pointer === pointer || error.pointer.startsWith(`${pointer}/`));
  return own.length === 0 ? undefined : own.map((error) => error.message).join(' ');
}
