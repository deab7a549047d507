import { api, type Schemas } from '../api/client';
import { ApiError } from '../api/problem';
import { unwrapVersioned, type Versioned } from '../shared/useVersionedDraft';

export type Template = Schemas['Template'];

/** What the editor changes; a row per variable of the approved template, in the order in which they were added. */
export interface Draft {
  channel: Schemas['Channel'] | '';
  subject: string;
  body: string;
  contentSid: string;
  contentVariables: { name: string; value: string }[];
}

export const emptyDraft: Draft = { channel: '', subject: '', body: '', contentSid: '', contentVariables: [] };

export function toDraft(template: Template | undefined): Draft {
  return {
    channel: template?.channel ?? '',
    subject: template?.subject ?? '',
    body: template?.body ?? '',
    contentSid: template?.contentSid ?? '',
    contentVariables: Object.entries(template?.contentVariables ?? {}).map(([name, value]) => ({ name, value })),
  };
}

/** What a request accepts. What does not belong to the chosen channel is left out. */
export function toBody({ channel, subject, body, contentSid, contentVariables }: Draft): Schemas['TemplateBody'] {
  const variables = contentVariables.filter(({ name }) => name.trim() !== '');
  return {
    ...(channel !== '' && { channel }),
    ...(hasSubject(channel) && subject !== '' && { subject }),
    body,
    ...(hasContent(channel) && contentSid.trim() !== '' && { contentSid: contentSid.trim() }),
    ...(hasContent(channel) && contentSid.trim() !== '' && variables.length > 0 && {
      contentVariables: Object.fromEntries(variables.map(({ name, value }) => [name.trim(), value])),
    }),
  };
}

export const hasSubject = (channel: Draft['channel']): boolean => channel === '' || channel === 'email';
export const hasContent = (channel: Draft['channel']): boolean => channel === '' || channel === 'whatsapp';

/** The template, or nothing if there is none of this name. */
export async function load(name: string, signal: AbortSignal): Promise<Versioned<Template | undefined>> {
  try {
    return await unwrapVersioned(api.GET('/api/templates/{name}', { params: { path: { name } }, signal }));
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) {
      return { value: undefined, etag: undefined };
    }
    throw error;
  }
}

/** Fails with 412 if the stored version is another than the one that the tag names; without a tag, if there is one. */
export function save(name: string, body: Schemas['TemplateBody'], etag: string | undefined): Promise<Versioned<Template>> {
  const header = etag === undefined ? { 'If-None-Match': '*' } : { 'If-Match': etag };
  return unwrapVersioned(api.PUT('/api/templates/{name}', { params: { path: { name }, header }, body }));
}
