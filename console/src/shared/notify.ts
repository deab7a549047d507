import { notifications } from '@mantine/notifications';
import { describe } from '../api/problem';

const closeButtonProps = { 'aria-label': 'Dismiss' };

export function notifyDone(message: string): void {
  notifications.show({ message, autoClose: 4_000, withBorder: true, closeButtonProps });
}

/** A failure of something that the user started and that has no place of its own on the screen. */
export function notifyFailed(what: string, error: unknown): void {
  const { title, detail } = describe(error);
  notifications.show({
    title: what, message: `${title}. ${detail}`, color: 'red', autoClose: false, withBorder: true, closeButtonProps,
  });
}
