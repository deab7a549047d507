import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { serverUrl } from '../api/base';
import { keys } from '../api/queries';
import { session } from '../session/session';
import { EventStreamParser } from './sse';

export type LiveState = 'connecting' | 'live' | 'off';

const changedBy: Record<string, readonly (readonly string[])[]> = {
  decision: [keys.decisions, keys.timeline, keys.activity, keys.leads, keys.stats],
  message: [keys.messages, keys.timeline, keys.stats],
  counters: [keys.health],
  refresh: [keys.decisions, keys.messages, keys.timeline, keys.activity, keys.leads, keys.stats, keys.health],
};

/** Many events in a moment lead to one reload of a list. */
const COLLECTED_MILLISECONDS = 700;
const LONGEST_PAUSE_MILLISECONDS = 30_000;

/** Reloads the lists that changed, as soon as the server reports it. Used once, by the layout. */
export function useLiveStream(): LiveState {
  const queries = useQueryClient();
  const [state, setState] = useState<LiveState>('connecting');
  useEffect(() => {
    const stopped = new AbortController();
    const invalidation = new Invalidation(queries);
    void follow(stopped.signal, (event) => invalidation.add(event), setState);
    return () => {
      stopped.abort();
      invalidation.stop();
    };
  }, [queries]);
  return state;
}

class Invalidation {
  readonly #queries: QueryClient;
  readonly #changed = new Set<string>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(queries: QueryClient) {
    this.#queries = queries;
  }

  add(event: string): void {
    changedBy[event]?.forEach(([key]) => key && this.#changed.add(key));
    this.#timer ??= setTimeout(() => {
      this.#changed.forEach((key) => void this.#queries.invalidateQueries({ queryKey: [key] }));
      this.#changed.clear();
      this.#timer = undefined;
    }, COLLECTED_MILLISECONDS);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}

/** Reads the stream until it is stopped; connects again after a pause, from the last event that arrived. */
async function follow(signal: AbortSignal, onEvent: (event: string) => void,
  onState: (state: LiveState) => void): Promise<void> {
  let lastId: string | undefined;
  let failures = 0;
  while (!signal.aborted) {
    try {
      const response = await fetch(serverUrl('api/stream'), {
        headers: {
          Accept: 'text/event-stream',
          Authorization: `Bearer ${(await session.token()) ?? ''}`,
          ...(lastId ? { 'Last-Event-ID': lastId } : {}),
        },
        cache: 'no-store',
        signal,
      });
      if (response.status === 401) {
        session.expired();
      }
      if (response.status < 500 && response.status !== 429 && !response.ok) {
        onState('off');
        return;
      }
      if (response.ok && response.body) {
        onState('live');
        failures = 0;
        const parser = new EventStreamParser();
        const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
        for (let read = await reader.read(); !read.done; read = await reader.read()) {
          for (const event of parser.feed(read.value)) {
            lastId = event.id ?? lastId;
            onEvent(event.event);
          }
        }
      }
    } catch {
      if (signal.aborted) {
        return;
      }
    }
    onState('connecting');
    failures += 1;
    await pause(Math.min(LONGEST_PAUSE_MILLISECONDS, 500 * 2 ** failures), signal);
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
