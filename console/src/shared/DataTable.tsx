import { Skeleton, VisuallyHidden } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './DataTable.module.css';

export interface Column<T> {
  header: string;
  cell: (row: T) => ReactNode;
  align?: 'right';
  /** The header is for screen readers only. */
  hideHeader?: boolean;
  width?: string | number;
}

interface DataTableProps<T> {
  /** What the rows are, for screen readers. */
  label: string;
  columns: Column<T>[];
  rows: T[];
  rowKey: (row: T) => string;
  isLoading?: boolean;
  isStale?: boolean;
}

/**
 * A table; on narrow screens each row is a card whose cells carry their headers. The roles are written out, because
 * browsers drop them from elements that are not displayed as a table.
 */
export function DataTable<T>({ label, columns, rows, rowKey, isLoading = false, isStale = false }: DataTableProps<T>) {
  return (
    <div className={classes.frame} data-stale={isStale || undefined}>
      <table role="table" aria-label={label} aria-busy={isLoading || isStale} className={classes.table}>
        <thead role="rowgroup">
          <tr role="row">
            {columns.map((column) => (
              <th key={column.header} role="columnheader" scope="col" data-align={column.align}
                style={{ width: column.width }}>
                {column.hideHeader ? <VisuallyHidden>{column.header}</VisuallyHidden> : column.header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {isLoading && [0, 1, 2, 3].map((row) => (
            <tr key={row} role="row">
              {columns.map((column) => (
                <td key={column.header} role="cell"><Skeleton height={12} my={6} width="70%" /></td>
              ))}
            </tr>
          ))}
          {!isLoading && rows.map((row) => (
            <tr key={rowKey(row)} role="row">
              {columns.map((column) => (
                <td key={column.header} role="cell" data-align={column.align}
                  data-header={column.hideHeader ? undefined : column.header}>
                  <div className={classes.cell}>{column.cell(row)}</div>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
