import { Button, Container, Group } from '@mantine/core';
import { useRouteError } from 'react-router';
import { ErrorPanel } from '../shared/ErrorPanel';
import { Screen } from '../shared/Screen';

/** A failure of the console itself, such as a part that could not be loaded after an update of the server. */
export function RouteError() {
  const error = useRouteError();
  return (
    <Container size="sm" py="xl">
      <Screen title="This page could not be shown">
        <ErrorPanel error={error} />
        <Group>
          <Button onClick={() => window.location.reload()}>Reload the page</Button>
        </Group>
      </Screen>
    </Container>
  );
}
