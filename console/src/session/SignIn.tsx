import { Alert, Button, Center, Code, Paper, Stack, Text, Title } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useEffect } from 'react';
import { Navigate, useSearchParams } from 'react-router';
import { Brand } from '../app/Brand';
import { ErrorPanel } from '../shared/ErrorPanel';
import { demoUsers, type DemoUser } from './demo-users';
import { returnPath } from './return-path';
import { session } from './session';
import { useSession } from './useSession';

/** The identity provider, or the users of the demo organization where there is none. */
export function SignIn() {
  const state = useSession();
  const [params] = useSearchParams();
  const to = returnPath(params.get('to'));
  useEffect(() => {
    document.title = 'Sign in · Nudge';
  }, []);
  if (state.status === 'signed-in') {
    return <Navigate to={to} replace />;
  }
  return (
    <Center component="main" mih="100dvh" p="md">
      <Stack w="100%" maw={384} gap="lg">
        <Brand />
        <Paper p="xl" withBorder>
          <Stack>
            <Title order={1}>Sign in</Title>
            {state.reason === 'expired' && <Alert color="indigo">Your session has ended. Sign in again.</Alert>}
            {state.config.signIn === 'oidc' && <WithProvider to={to} />}
            {state.config.signIn === 'development' && <AsDemoUser />}
            {state.config.signIn === 'unconfigured' && (
              <Text>The console has no client id at your identity provider. Ask your operator to
                set <Code>nudge.console.client-id</Code>.</Text>
            )}
          </Stack>
        </Paper>
      </Stack>
    </Center>
  );
}

function WithProvider({ to }: { to: string }) {
  const redirect = useMutation({ mutationFn: () => session.redirectToProvider(to) });
  return (
    <>
      {redirect.isError && <ErrorPanel error={redirect.error} />}
      <Button loading={redirect.isPending} onClick={() => redirect.mutate()}>Continue to sign in</Button>
    </>
  );
}

function AsDemoUser() {
  const signIn = useMutation({ mutationFn: (user: DemoUser) => session.signInAs(user) });
  return (
    <>
      <Text c="dimmed" size="sm">Choose a user of the demo organization.</Text>
      {signIn.isError && <ErrorPanel error={signIn.error} />}
      <Stack gap="xs">
        {demoUsers.map((user, index) => (
          <Button key={user.id} variant={index === 0 ? 'filled' : 'default'} size="md" fullWidth
            loading={signIn.isPending && signIn.variables.id === user.id} disabled={signIn.isPending}
            onClick={() => signIn.mutate(user)}>
            {user.name}, {user.role}
          </Button>
        ))}
      </Stack>
    </>
  );
}
