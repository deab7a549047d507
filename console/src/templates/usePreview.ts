import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { api, unwrap, type Schemas } from '../api/client';
import { keys } from '../api/queries';
import { violationsOf } from '../shared/field-errors';
import { toBody, type Draft } from './templates';
import { isOfEvent, valueOf, variablesOf, withValues } from './variables';

type Channel = Schemas['Channel'];

export interface Variable {
  name: string;
  value: string;
  isOfEvent: boolean;
}

/** The draft as a lead would receive it, rendered by the API a moment after each edit. */
export function usePreview(name: string, draft: Draft) {
  const [chosenChannel, setChannel] = useState<Channel>('sms');
  const [chosenLead, setLead] = useState<string>();
  const [typed, setTyped] = useState<Record<string, string>>({});
  const recent = useQuery({
    queryKey: [...keys.leads, 'first'],
    queryFn: ({ signal }) => unwrap(api.GET('/api/leads', { params: { query: { limit: 50 } }, signal })),
    staleTime: 60_000,
  });
  const leads = recent.data?.items ?? [];
  const leadId = chosenLead ?? leads[0]?.leadId ?? '';
  const attributes = leads.find((lead) => lead.leadId === leadId)?.attributes ?? {};
  const channel = draft.channel === '' ? chosenChannel : draft.channel;
  const lead = withValues(attributes, typed);
  const variables: Variable[] = variablesOf(draft.subject, draft.body, ...draft.contentVariables.map(({ value }) => value))
    .map((variable) => ({
      name: variable, value: valueOf(lead, variable) ?? '', isOfEvent: isOfEvent(variable),
    }));
  const request = JSON.stringify({ template: toBody(draft), channel, lead } satisfies Schemas['PreviewBody']);
  const [debounced] = useDebouncedValue(request, 250);
  const isEmpty = draft.body.trim() === '';
  const query = useQuery({
    queryKey: [...keys.templates, 'preview', name, debounced],
    queryFn: ({ signal }) => unwrap(api.POST('/api/templates/{name}/preview', {
      params: { path: { name } }, body: JSON.parse(debounced) as Schemas['PreviewBody'], signal,
    })),
    enabled: !isEmpty,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    gcTime: 60_000,
  });
  /** A pointer of the request leads into `template`, one of the form does not. */
  const errors = useMemo(() => violationsOf(query.error)
    .filter(({ pointer }) => pointer.startsWith('/template/'))
    .map((error) => ({ ...error, pointer: error.pointer.slice('/template'.length) })), [query.error]);
  return {
    channel,
    setChannel,
    canChooseChannel: draft.channel === '',
    leads,
    leadId,
    chooseLead: (id: string) => {
      setLead(id);
      setTyped({});
    },
    lead,
    variables,
    setValue: (variable: string, value: string) => setTyped((current) => ({ ...current, [variable]: value })),
    rendered: isEmpty ? undefined : query.data,
    isEmpty,
    isStale: recent.isLoading || query.isLoading || query.isPlaceholderData || debounced !== request,
    /** Errors of the draft, by pointers into it. */
    errors,
    error: errors.length > 0 ? null : query.error,
    reload: () => void query.refetch(),
  };
}

export type TemplatePreview = ReturnType<typeof usePreview>;
