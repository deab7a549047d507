import { Anchor, Container } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, Navigate } from 'react-router';
import { ErrorPanel } from '../shared/ErrorPanel';
import { Screen } from '../shared/Screen';
import { session } from './session';

/** The identity provider returns here. */
export function SignInCallback() {
  const completed = useQuery({
    queryKey: ['sign-in', 'callback'],
    queryFn: () => session.completeRedirect(),
    retry: false,
    staleTime: Infinity,
    gcTime: 0,
  });
  if (completed.data) {
    return <Navigate to={completed.data} replace />;
  }
  if (!completed.isError) {
    return null;
  }
  return (
    <Container component="main" size="sm" py="xl">
      <Screen title="Sign-in failed">
        <ErrorPanel error={completed.error} />
        <Anchor component={Link} to="/sign-in">Sign in again</Anchor>
      </Screen>
    </Container>
  );
}
