import { AppShell, Burger, Group, NavLink, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useEffect, useRef } from 'react';
import { NavLink as RouterLink, Outlet, useLocation } from 'react-router';
import { useMe, usePermissions } from '../api/queries';
import { useLiveStream } from '../shared/useLiveStream';
import { StatusBadge } from '../shared/StatusBadge';
import { Brand } from './Brand';
import { navigation } from './navigation';
import { UserMenu } from './UserMenu';

/** Header, navigation and the screen. */
export function Layout() {
  const [isOpen, { toggle, close }] = useDisclosure();
  const { pathname } = useLocation();
  const main = useRef<HTMLElement>(null);
  const previous = useRef(pathname);
  const live = useLiveStream();
  const me = useMe().data;
  const { canSeeHealth } = usePermissions();

  useEffect(() => {
    if (previous.current !== pathname) {
      previous.current = pathname;
      close();
      window.scrollTo(0, 0);
      main.current?.focus({ preventScroll: true });
    }
  }, [pathname, close]);

  return (
    <AppShell header={{ height: 56 }} padding={{ base: 'md', sm: 'xl' }}
      navbar={{ width: 224, breakpoint: 'sm', collapsed: { mobile: !isOpen } }}>
      <a className="skip-link" href="#main" onClick={(event) => {
        event.preventDefault();
        main.current?.focus();
      }}>Skip to the content</a>
      <AppShell.Header>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap" style={{ minWidth: 0 }}>
            <Burger opened={isOpen} onClick={toggle} hiddenFrom="sm" size="sm" aria-expanded={isOpen}
              aria-label={isOpen ? 'Close the navigation' : 'Open the navigation'} />
            <Brand />
            {me && <Text c="dimmed" truncate>{me.organizationId}</Text>}
          </Group>
          <Group gap="md" wrap="nowrap">
            {live === 'live' && <Text span visibleFrom="xs"><StatusBadge tone="good">Live</StatusBadge></Text>}
            <UserMenu />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="xs" aria-label="Main">
        {navigation.filter((item) => canSeeHealth || !item.forOperators).map(({ to, label, icon: Icon }) => {
          const isActive = to === '/' ? pathname === '/' : pathname.startsWith(to);
          return (
            <NavLink key={to} component={RouterLink} to={to} label={label} active={isActive} variant="light"
              leftSection={<Icon size={18} stroke={1.6} aria-hidden />} style={{ borderRadius: 8 }} onClick={close} />
          );
        })}
      </AppShell.Navbar>
      <AppShell.Main ref={main} id="main" tabIndex={-1} style={{ outline: 'none' }}>
        <div style={{ maxWidth: 1440, margin: '0 auto' }}>
          <Outlet />
        </div>
      </AppShell.Main>
    </AppShell>
  );
}
