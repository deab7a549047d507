import { QueryClient, useQuery } from '@tanstack/react-query';
import { api, unwrap } from './client';
import { ApiError } from './problem';

/** Answers that will not change when the request is repeated are not requested again. */
function retry(failures: number, error: Error): boolean {
  const definite = error instanceof ApiError && error.status < 500 && error.status !== 429;
  return !definite && failures < 2;
}

export const queryClient = new QueryClient({
  defaultOptions: { queries: { retry, staleTime: 5_000 }, mutations: { retry: false } },
});

/** The first part of each query's key; the live stream invalidates by it. */
export const keys = {
  me: ['me'],
  catalog: ['catalog'],
  organization: ['organization'],
  automations: ['automations'],
  activity: ['activity'],
  leads: ['leads'],
  timeline: ['timeline'],
  decisions: ['decisions'],
  messages: ['messages'],
  templates: ['templates'],
  deadLetters: ['deadLetters'],
  stats: ['stats'],
  health: ['health'],
} as const satisfies Record<string, readonly string[]>;

/** The caller's profile, roles and preferences. */
export function useMe() {
  return useQuery({
    queryKey: keys.me,
    queryFn: ({ signal }) => unwrap(api.GET('/api/users/me', { signal })),
    staleTime: 60_000,
  });
}

/** What the caller's roles allow. While they are not known, only what everyone may do. */
export function usePermissions() {
  const me = useMe().data;
  const isAdmin = me?.roles.includes('admin') ?? false;
  const isOperator = me?.roles.includes('operator') ?? false;
  return {
    userId: me?.userId,
    isAdmin,
    isOperator,
    canSeeHealth: isAdmin || isOperator,
    /** Admins change every automation, the others their own. */
    canChange: (automation: { userId: string }) => isAdmin || automation.userId === me?.userId,
  };
}

/** Event types, fields, operators, units, channels, outcomes, reasons and states with their labels. */
export function useCatalog() {
  return useQuery({
    queryKey: keys.catalog,
    queryFn: ({ signal }) => unwrap(api.GET('/api/catalog', { signal })),
    staleTime: Infinity,
  });
}

export function useOrganization() {
  return useQuery({
    queryKey: keys.organization,
    queryFn: ({ signal }) => unwrap(api.GET('/api/organization', { signal })),
    staleTime: 60_000,
  });
}

export function useHealth(enabled: boolean) {
  return useQuery({
    queryKey: keys.health,
    queryFn: ({ signal }) => unwrap(api.GET('/api/health/summary', { signal })),
    enabled,
    refetchInterval: 10_000,
  });
}
