export function readUrlState<T extends Record<string, string>>(params: URLSearchParams, defaults: T): T {
  const state: Record<string, string> = {};
  for (const [name, value] of Object.entries(defaults)) {
    state[name] = params.get(name) ?? value;
  }
  return state as T;
}

/** Parameters that are not part of the state are kept. */
export function writeUrlState<T extends Record<string, string>>(params: URLSearchParams, defaults: T,
  change: Partial<T>): URLSearchParams {
  const written = new URLSearchParams(params);
  for (const [name, value] of Object.entries(change)) {
    if (value === undefined || value === defaults[name]) {
      written.delete(name);
    } else {
      written.set(name, value);
    }
  }
  return written;
}
