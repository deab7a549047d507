import { useEffect } from 'react';
import { Navigate, Outlet, useLocation } from 'react-router';
import { session } from './session';
import { useSession } from './useSession';

/** Shows a screen to who is signed in, and sends everyone else to sign in and back. */
export function RequireSession() {
  const state = useSession();
  const { pathname, search, hash } = useLocation();
  const wanted = pathname + search + hash;
  const toProvider = state.status === 'signed-out' && state.config.signIn === 'oidc' && !state.reason;
  useEffect(() => {
    if (toProvider) {
      void session.redirectToProvider(wanted);
    }
  }, [toProvider, wanted]);
  if (state.status === 'signed-in') {
    return <Outlet />;
  }
  if (toProvider) {
    return null;
  }
  return <Navigate to={wanted === '/' ? '/sign-in' : `/sign-in?to=${encodeURIComponent(wanted)}`} replace />;
}
