import { Drawer } from '@mantine/core';
import { useEffect, useRef, type ReactNode } from 'react';
import classes from './Panel.module.css';

interface PanelProps {
  title: ReactNode;
  isOpen: boolean;
  onClose: () => void;
  children: ReactNode;
}

/**
 * The details of one row of a list, beside it. Whether it is open belongs in the address; while it closes, it shows what
 * it showed.
 */
export function Panel({ title, isOpen, onClose, children }: PanelProps) {
  const shown = useRef(children);
  useEffect(() => {
    if (isOpen) {
      shown.current = children;
    }
  });
  return (
    <Drawer opened={isOpen} onClose={onClose} position="right" size="xl" title={title}
      closeButtonProps={{ 'aria-label': 'Close' }}
      classNames={{ header: classes.header, title: classes.title, body: classes.body }}>
      {isOpen ? children : shown.current}
    </Drawer>
  );
}
