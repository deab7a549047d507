/** The path within the console to return to after sign-in; the start page for everything else, such as other hosts. */
export function returnPath(wanted: unknown): string {
  if (typeof wanted !== 'string' || !/^\/(?![/\\])/.test(wanted) || wanted.startsWith('/sign-in')) {
    return '/';
  }
  return wanted;
}
