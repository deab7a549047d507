import { useEffect, useRef } from 'react';

/** Moves the focus to the first invalid field of a form after the API has refused it. */
export function useFocusInvalid(error: unknown) {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    const field = error ? form.current?.querySelector<HTMLElement>('[aria-invalid="true"]') : undefined;
    field?.scrollIntoView({ block: 'center' });
    field?.focus({ preventScroll: true });
  }, [error]);
  return form;
}
