/** The path under which the server serves the console, with a slash at the end; the server writes it into index.html. */
export const basePath = typeof document === 'undefined' ? '/' : new URL('.', document.baseURI).pathname;

/** The address of a path of the server, such as `api/leads`. */
export function serverUrl(path: string): string {
  return basePath + path;
}
