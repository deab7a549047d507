import { Button, Group, Modal, Stack } from '@mantine/core';
import { createContext, useCallback, useContext, useRef, useState, type ReactNode } from 'react';

export interface Confirmation {
  /** A question that names what it is about, such as `Delete “Quote reminder”?`. */
  title: string;
  /** What will happen. */
  body: ReactNode;
  /** The verb on the button, such as `Delete automation`. */
  confirm: string;
  /** Colours the button as a warning; the default is true. */
  isDestructive?: boolean;
}

type Ask = (confirmation: Confirmation) => Promise<boolean>;

const Context = createContext<Ask>(() => Promise.resolve(false));

/** Asks before something that cannot be undone: `if (await confirm({ title, body, confirm: 'Delete lead' })) ...`. */
export function useConfirm(): Ask {
  return useContext(Context);
}

export function ConfirmProvider({ children }: { children: ReactNode }) {
  const [asked, setAsked] = useState<Confirmation>();
  const [isOpen, setOpen] = useState(false);
  const answer = useRef<(confirmed: boolean) => void>(undefined);
  const ask = useCallback<Ask>((confirmation) => new Promise((resolve) => {
    answer.current = resolve;
    setAsked(confirmation);
    setOpen(true);
  }), []);
  const close = (confirmed: boolean) => {
    setOpen(false);
    answer.current?.(confirmed);
  };
  return (
    <Context value={ask}>
      {children}
      <Modal opened={isOpen} onClose={() => close(false)} title={asked?.title} centered
        closeButtonProps={{ 'aria-label': 'Close' }}>
        <Stack>
          <div>{asked?.body}</div>
          <Group justify="flex-end">
            <Button variant="default" data-autofocus onClick={() => close(false)}>Cancel</Button>
            <Button color={asked?.isDestructive === false ? undefined : 'red'} onClick={() => close(true)}>
              {asked?.confirm}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </Context>
  );
}
