import { useEffect } from 'react';
import { useBlocker } from 'react-router';
import { useConfirm } from './confirm';

/** Asks before the user leaves a screen with changes that are not saved. */
export function useUnsavedChanges(isChanged: boolean): void {
  const confirm = useConfirm();
  const blocker = useBlocker(({ currentLocation, nextLocation }) =>
    isChanged && currentLocation.pathname !== nextLocation.pathname && !nextLocation.pathname.endsWith('/sign-in'));
  useEffect(() => {
    if (blocker.state === 'blocked') {
      void confirm({
        title: 'Leave without saving?',
        body: 'Your changes on this page are not saved. They are lost if you leave.',
        confirm: 'Leave without saving',
      }).then((confirmed) => (confirmed ? blocker.proceed() : blocker.reset()));
    }
    // The dialog is opened once each time the navigation is blocked.
  }, [blocker.state]);
  useEffect(() => {
    if (!isChanged) {
      return undefined;
    }
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [isChanged]);
}
