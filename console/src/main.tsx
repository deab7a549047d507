import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './app/global.css';
import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { RouterProvider } from 'react-router/dom';
import { queryClient } from './api/queries';
import { createRouter } from './app/routes';
import { cssVariables, theme } from './app/theme';
import { session } from './session/session';
import { ConfirmProvider } from './shared/confirm';
import { ErrorPanel } from './shared/ErrorPanel';
import type { ReactNode } from 'react';

const root = createRoot(document.getElementById('root') as HTMLElement);

function render(content: ReactNode): void {
  root.render(
    <StrictMode>
      <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
        <QueryClientProvider client={queryClient}>
          <ConfirmProvider>
            <Notifications position="bottom-right" />
            {content}
          </ConfirmProvider>
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>,
  );
}

session.start().then(
  () => render(<RouterProvider router={createRouter()} />),
  (error: unknown) => render(
    <main style={{ maxWidth: 640, margin: '64px auto', padding: 16 }}>
      <ErrorPanel error={error} onRetry={() => window.location.reload()} />
    </main>,
  ),
);
