import { createTheme, type CSSVariablesResolver } from '@mantine/core';

export const theme = createTheme({
  colors: {
    dark: ['#d8dbe0', '#b1b6bd', '#969ca5', '#5c626c', '#363a42', '#272b31', '#1e2126', '#16181c', '#111317', '#0b0c0e'],
  },
  primaryColor: 'indigo',
  primaryShade: { light: 8, dark: 8 },
  defaultRadius: 'md',
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, monospace',
  headings: {
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '1.5rem', lineHeight: '2rem' },
      h2: { fontSize: '1.125rem', lineHeight: '1.5rem' },
      h3: { fontSize: '1rem', lineHeight: '1.5rem' },
    },
  },
  spacing: { xs: '8px', sm: '12px', md: '16px', lg: '24px', xl: '32px' },
  respectReducedMotion: true,
  components: {
    Alert: { defaultProps: { variant: 'outline' } },
    Anchor: { defaultProps: { underline: 'hover' } },
    Modal: { defaultProps: { overlayProps: { backgroundOpacity: 0.5 } } },
    // A list that opens on every Tab is in the way of who uses the keyboard.
    Select: { defaultProps: { openOnFocus: false } },
    TagsInput: { defaultProps: { openOnFocus: false } },
    Paper: { defaultProps: { withBorder: true } },
  },
});

/** Mantine's muted colours are below a contrast of 4.5:1; these are above, on each background of the console. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#f8f9fa',
    '--mantine-color-dimmed': '#495057',
    '--mantine-color-placeholder': '#636b72',
    '--mantine-color-error': '#b02525',
    '--mantine-color-anchor': '#364fc7',
    '--mantine-color-default-border': '#dee2e6',
    '--mantine-color-red-outline': '#b02525',
    '--mantine-color-yellow-outline': '#8f4b00',
    '--nudge-surface': '#ffffff',
    '--nudge-good': '#2b8a3e',
    '--nudge-waiting': '#3b5bdb',
    '--nudge-bad': '#c92a2a',
    '--nudge-neutral': '#868e96',
    '--nudge-warning': '#8f4b00',
  },
  dark: {
    '--mantine-color-dimmed': 'var(--mantine-color-dark-1)',
    '--mantine-color-disabled': 'var(--mantine-color-dark-5)',
    '--mantine-color-disabled-border': 'var(--mantine-color-dark-4)',
    '--mantine-color-disabled-color': 'var(--mantine-color-dark-2)',
    '--mantine-color-placeholder': 'var(--mantine-color-dark-2)',
    '--mantine-color-error': '#ff8f8f',
    '--mantine-color-anchor': '#91a7ff',
    '--mantine-color-red-outline': '#ff8f8f',
    '--mantine-color-yellow-outline': '#ffc078',
    '--nudge-surface': 'var(--mantine-color-dark-6)',
    '--nudge-good': '#51cf66',
    '--nudge-waiting': '#748ffc',
    '--nudge-bad': '#ff6b6b',
    '--nudge-neutral': '#868e96',
    '--nudge-warning': '#ffc078',
  },
});
