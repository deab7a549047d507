import { Drawer } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './Panel.module.css';

interface PanelProps {
  title: ReactNode;
  isOpen: boolean;
  onClose: () => void;
  children: ReactNode;
}

/** The details of one row of a list, beside it. Whether it is open belongs in the address. */
export function Panel({ title, isOpen, onClose, children }: PanelProps) {
  return (
    <Drawer opened={isOpen} onClose={onClose} position="right" size="xl" title={title}
      closeButtonProps={{ 'aria-label': 'Close' }}
      classNames={{ header: classes.header, title: classes.title, body: classes.body }}>
      {children}
    </Drawer>
  );
}
