import { useState } from 'react';
import { ApiError } from '../api/problem';

/** Something that was read, with the entity tag that a change of it names in `If-Match`. */
export interface Versioned<T> {
  value: T;
  etag: string | undefined;
}

/** The body of a successful response with its entity tag; throws {@link ApiError} for every other. */
export async function unwrapVersioned<T>(call: Promise<{ data?: T; error?: unknown; response: Response }>):
  Promise<Versioned<T>> {
  const { data, error, response } = await call;
  if (!response.ok) {
    throw new ApiError(response.status, error);
  }
  return { value: data as T, etag: response.headers.get('ETag') ?? undefined };
}

/** Whether a request was refused because someone else has changed the resource. */
export function isStale(error: unknown): boolean {
  return error instanceof ApiError && error.status === 412;
}

/**
 * What the user edits, based on the version that was read. A newer version replaces the draft as long as the user has
 * changed nothing; afterwards it is `newer`, and the user decides.
 */
export function useVersionedDraft<T, D>(stored: Versioned<T>, toDraft: (value: T) => D) {
  const [base, setBase] = useState(stored);
  const [draft, setDraft] = useState(() => toDraft(stored.value));
  const [savedTag, setSavedTag] = useState<string>();
  const isChanged = JSON.stringify(draft) !== JSON.stringify(toDraft(base.value));
  const isNewer = stored.etag !== base.etag;
  const adopt = () => {
    setBase(stored);
    setDraft(toDraft(stored.value));
  };
  if (isNewer && (!isChanged || stored.etag === savedTag)) {
    adopt();
  }
  return {
    draft,
    setDraft,
    base,
    isChanged,
    newer: isNewer && isChanged && stored.etag !== savedTag ? stored : undefined,
    /** Throws the changes away and continues with the current version. */
    discard: adopt,
    /** Keeps the changes; saving them replaces the newer version. */
    keepMine: () => setBase(stored),
    /** Call it with the tag of the response before the query has the new version. */
    saved: setSavedTag,
  };
}
