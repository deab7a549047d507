import type { Schemas } from '../api/client';

export interface ProfileDraft {
  name: string;
  email: string;
  phone: string;
  timezone: string;
}

export const toDraft = ({ name = '', email = '', phone = '', timezone = '' }: Schemas['Profile']): ProfileDraft =>
  ({ name, email, phone, timezone });

/** The fields that differ; an empty one is removed. */
export function toPatch(before: Schemas['Profile'], draft: ProfileDraft): NonNullable<Schemas['ProfilePatch']> {
  const old = toDraft(before);
  const changed = (Object.keys(old) as (keyof ProfileDraft)[]).filter((field) => old[field] !== draft[field].trim());
  return Object.fromEntries(changed.map((field) => [field, draft[field].trim() === '' ? null : draft[field].trim()]));
}
