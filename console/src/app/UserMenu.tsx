import {
  Avatar, Group, Menu, Text, UnstyledButton, useMantineColorScheme, VisuallyHidden,
  type MantineColorScheme,
} from '@mantine/core';
import { IconDeviceDesktop, IconLogout, IconMoon, IconSun } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useMe } from '../api/queries';
import { session } from '../session/session';

const schemes: { value: MantineColorScheme; label: string; icon: typeof IconSun }[] = [
  { value: 'light', label: 'Light', icon: IconSun },
  { value: 'dark', label: 'Dark', icon: IconMoon },
  { value: 'auto', label: 'As the device', icon: IconDeviceDesktop },
];

export function UserMenu() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const queries = useQueryClient();
  const me = useMe().data;
  const name = me?.profile.name ?? me?.userId ?? '';
  const signOut = async () => {
    queries.clear();
    await session.signOut();
  };
  return (
    <Menu position="bottom-end" width={208}>
      <Menu.Target>
        <UnstyledButton>
          <VisuallyHidden>User menu of {name}</VisuallyHidden>
          <Group gap={8} wrap="nowrap">
            <Avatar size={32} name={name} color="indigo" variant="filled" alt="" aria-hidden />
            <Text size="sm" visibleFrom="sm" aria-hidden>{name}</Text>
          </Group>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{me?.roles.join(', ')}</Menu.Label>
        <Menu.Divider />
        <Menu.Label>Theme</Menu.Label>
        <Menu.RadioGroup value={colorScheme} onChange={(value) => setColorScheme(value as MantineColorScheme)}>
          {schemes.map(({ value, label, icon: Icon }) => (
            <Menu.RadioItem key={value} value={value} rightSection={<Icon size={16} aria-hidden />}>
              {label}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={() => void signOut()}>Sign out</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
