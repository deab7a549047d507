import {
  IconAlertTriangle, IconBolt, IconHome, IconListCheck, IconMessages, IconSettings, IconTemplate, IconUserCircle, IconUsers,
} from '@tabler/icons-react';
import type { ComponentType } from 'react';

export interface NavigationItem {
  to: string;
  label: string;
  icon: ComponentType<{ size?: number; stroke?: number; 'aria-hidden'?: boolean }>;
  /** Shown to admins and operators only. */
  forOperators?: boolean;
}

export const navigation: readonly NavigationItem[] = [
  { to: '/', label: 'Home', icon: IconHome },
  { to: '/automations', label: 'Automations', icon: IconBolt },
  { to: '/leads', label: 'Leads', icon: IconUsers },
  { to: '/decisions', label: 'Decisions', icon: IconListCheck },
  { to: '/messages', label: 'Messages', icon: IconMessages },
  { to: '/templates', label: 'Templates', icon: IconTemplate },
  { to: '/dead-letters', label: 'Dead letters', icon: IconAlertTriangle, forOperators: true },
  { to: '/settings/organization', label: 'Organization', icon: IconSettings },
  { to: '/settings/profile', label: 'My profile', icon: IconUserCircle },
];
