import { NavLink } from 'react-router';
import classes from './settings.module.css';

const pages = [
  { to: '/settings/organization', label: 'Settings' },
  { to: '/settings/organization/suppressions', label: 'Suppressed addresses' },
  { to: '/settings/organization/unmatched-messages', label: 'Unmatched messages' },
];

/** The pages about the organization. */
export function SettingsTabs() {
  return (
    <nav aria-label="Organization" className={classes.tabs}>
      {pages.map(({ to, label }) => <NavLink key={to} to={to} end className={classes.tab ?? ''}>{label}</NavLink>)}
    </nav>
  );
}
