import { Alert, Loader } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { keys, usePermissions } from '../api/queries';
import { ErrorPanel } from '../shared/ErrorPanel';
import { Screen } from '../shared/Screen';
import { load } from './organization';
import { OrganizationForm } from './OrganizationForm';
import { SettingsTabs } from './SettingsTabs';

export function OrganizationScreen() {
  const { isAdmin, userId } = usePermissions();
  const { data, error, refetch } = useQuery({
    queryKey: [...keys.organization, 'settings'],
    queryFn: ({ signal }) => load(signal),
  });
  return (
    <Screen title="Organization" description="These settings apply to all automations and all leads.">
      <SettingsTabs />
      {userId !== undefined && !isAdmin && (
        <Alert color="blue">Only an admin can change these settings. Ask one if something should be different.</Alert>
      )}
      {error && !data && <ErrorPanel error={error} onRetry={() => void refetch()} />}
      {data
        ? <OrganizationForm stored={data} isReadOnly={!isAdmin} />
        : !error && <Loader role="status" aria-label="Loading" />}
    </Screen>
  );
}
