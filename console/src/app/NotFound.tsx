import { Anchor, Text } from '@mantine/core';
import { Link } from 'react-router';
import { Screen } from '../shared/Screen';

export function NotFound() {
  return (
    <Screen title="Page not found">
      <Text>The address does not belong to a page of the console. <Anchor component={Link} to="/">Go to the start
        page</Anchor>.</Text>
    </Screen>
  );
}
