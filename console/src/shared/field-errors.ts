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

/** A failure that the user would not see at one of the fields; undefined if each of its errors is shown at a field. */
export function unplaced(error: Error | null | undefined, pointers: readonly string[]): Error | undefined {
  const errors = violationsOf(error);
  const areShown = errors.length > 0
    && errors.every((one) => pointers.some((pointer) => errorAt([one], pointer) !== undefined));
  return areShown ? undefined : error ?? undefined;
}
