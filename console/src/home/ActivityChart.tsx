import '@mantine/charts/styles.css';
import { BarChart } from '@mantine/charts';
import { VisuallyHidden } from '@mantine/core';
import { useNavigate } from 'react-router';
import type { Schemas } from '../api/client';
import { bucketEnd, moments } from './stats';

const hours = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
// Days are counted in UTC.
const days = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });

const series = [
  { name: 'sent', label: 'Sent', color: 'var(--nudge-good)', path: '/messages', filter: { state: 'SENT' } },
  { name: 'skipped', label: 'Skipped', color: 'var(--nudge-neutral)', path: '/decisions', filter: { outcome: 'SKIPPED' } },
  { name: 'failed', label: 'Failed', color: 'var(--nudge-bad)', path: '/messages', filter: { state: 'FAILED' } },
] as const;

/** What was sent, skipped and failed over time. A bar opens its list; the same lists are linked beside the chart. */
export function ActivityChart({ stats }: { stats: Schemas['Stats'] }) {
  const navigate = useNavigate();
  const data = moments(stats).map((moment) => ({
    ...moment,
    label: (stats.by === 'hour' ? hours : days).format(new Date(moment.at)),
  }));
  return (
    <figure style={{ margin: 0, overflow: 'hidden' }}>
      <VisuallyHidden component="figcaption">
        {data.map(({ label, sent, skipped, failed }) => `${label}: ${sent} sent, ${skipped} skipped, ${failed} failed. `)}
      </VisuallyHidden>
      <div aria-hidden>
        <BarChart h={280} data={data} dataKey="label" type="stacked" withLegend legendProps={{ verticalAlign: 'top' }}
          series={series.map(({ name, label, color }) => ({ name, label, color }))} tickLine="none"
          barChartProps={{ accessibilityLayer: false }}
          barProps={({ name }) => ({
            cursor: 'pointer',
            isAnimationActive: false,
            maxBarSize: 40,
            onClick: (bar: unknown) => {
              const opened = series.find((one) => one.name === name);
              const { at } = (bar as { payload: { at: string } }).payload;
              if (opened) {
                void navigate(`${opened.path}?${new URLSearchParams({
                  ...opened.filter, from: at, to: bucketEnd(at, stats.by),
                })}`);
              }
            },
          })} />
      </div>
    </figure>
  );
}
