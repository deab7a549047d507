import { createBrowserRouter, type RouteObject } from 'react-router';
import { basePath } from '../api/base';
import { RequireSession } from '../session/RequireSession';
import { SignIn } from '../session/SignIn';
import { SignInCallback } from '../session/SignInCallback';
import { Layout } from './Layout';
import { NotFound } from './NotFound';
import { RouteError } from './RouteError';

const builder = async () => ({ Component: (await import('../builder/BuilderScreen')).BuilderScreen });

/** Each screen is a chunk of its own, which the browser loads when it is first opened. */
const screens: RouteObject[] = [
  { index: true, lazy: async () => ({ Component: (await import('../home/HomeScreen')).HomeScreen }) },
  {
    path: 'automations',
    lazy: async () => ({ Component: (await import('../automations/AutomationsScreen')).AutomationsScreen }),
  },
  { path: 'automations/new', lazy: builder },
  { path: 'automations/:id', lazy: builder },
  { path: 'leads', lazy: async () => ({ Component: (await import('../leads/LeadsScreen')).LeadsScreen }) },
  { path: 'leads/:leadId', lazy: async () => ({ Component: (await import('../leads/LeadScreen')).LeadScreen }) },
  {
    path: 'decisions',
    lazy: async () => ({ Component: (await import('../decisions/DecisionsScreen')).DecisionsScreen }),
  },
  { path: 'messages', lazy: async () => ({ Component: (await import('../messages/MessagesScreen')).MessagesScreen }) },
  {
    path: 'dead-letters',
    lazy: async () => ({ Component: (await import('../deadletters/DeadLettersScreen')).DeadLettersScreen }),
  },
  { path: 'templates', lazy: async () => ({ Component: (await import('../templates/TemplatesScreen')).TemplatesScreen }) },
  {
    path: 'templates/:name',
    lazy: async () => ({ Component: (await import('../templates/TemplateScreen')).TemplateScreen }),
  },
  {
    path: 'settings/organization',
    lazy: async () => ({ Component: (await import('../settings/OrganizationScreen')).OrganizationScreen }),
  },
  {
    path: 'settings/organization/suppressions',
    lazy: async () => ({ Component: (await import('../settings/SuppressionsScreen')).SuppressionsScreen }),
  },
  {
    path: 'settings/organization/unmatched-messages',
    lazy: async () => ({ Component: (await import('../settings/UnmatchedMessagesScreen')).UnmatchedMessagesScreen }),
  },
  {
    path: 'settings/profile',
    lazy: async () => ({ Component: (await import('../settings/ProfileScreen')).ProfileScreen }),
  },
];

const routes: RouteObject[] = [
  {
    errorElement: <RouteError />,
    HydrateFallback: () => null,
    children: [
      { path: 'sign-in', Component: SignIn },
      { path: 'sign-in/callback', Component: SignInCallback },
      {
        Component: RequireSession,
        children: [
          {
            Component: Layout,
            children: [{ errorElement: <RouteError />, children: [...screens, { path: '*', Component: NotFound }] }],
          },
        ],
      },
    ],
  },
];

export function createRouter() {
  return createBrowserRouter(routes, { basename: basePath });
}
