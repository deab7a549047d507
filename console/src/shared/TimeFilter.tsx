import { Select, TextInput } from '@mantine/core';
import { useMemo } from 'react';
import { chosenPeriod, fromLocalInput, intervalOf, periods, toLocalInput, type Interval, type TimeChoice } from './interval';

interface TimeFilterProps {
  value: TimeChoice;
  onChange: (change: TimeChoice) => void;
}

/** A date with its time needs two columns of the filters. */
const wide = { gridColumn: 'span 2' };

/** A period that ends now, or two instants in the viewer's zone. */
export function TimeFilter({ value, onChange }: TimeFilterProps) {
  const period = chosenPeriod(value);
  return (
    <>
      <Select label="Time" allowDeselect={false} value={period} data={[...periods]}
        onChange={(chosen) => onChange(chosen === 'between'
          ? { ...value, period: chosen } : { period: chosen ?? '', from: '', to: '' })} />
      {period === 'between' && (
        <>
          <TextInput type="datetime-local" label="From" style={wide} value={toLocalInput(value.from)}
            onChange={(event) => onChange({ ...value, from: fromLocalInput(event.currentTarget.value) })} />
          <TextInput type="datetime-local" label="To" style={wide} value={toLocalInput(value.to)}
            onChange={(event) => onChange({ ...value, to: fromLocalInput(event.currentTarget.value) })} />
        </>
      )}
    </>
  );
}

/** The instants of a choice; a period ends when it was chosen, so that a list does not change under the reader. */
export function useChosenInterval({ period, from, to }: TimeChoice): Interval {
  return useMemo(() => intervalOf({ period, from, to }, new Date()), [period, from, to]);
}
