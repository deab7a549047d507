export interface ServerSentEvent {
  id: string | undefined;
  event: string;
  data: string;
}

/** Reads a stream of server-sent events that arrives in pieces of any size. Comments are ignored. */
export class EventStreamParser {
  #rest = '';
  #id: string | undefined;
  #event = '';
  #data: string[] = [];

  feed(text: string): ServerSentEvent[] {
    const events: ServerSentEvent[] = [];
    const lines = (this.#rest + text).split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line === '') {
        if (this.#data.length > 0) {
          events.push({ id: this.#id, event: this.#event || 'message', data: this.#data.join('\n') });
        }
        this.#event = '';
        this.#data = [];
      } else if (!line.startsWith(':')) {
        this.#field(line);
      }
    }
    return events;
  }

  #field(line: string): void {
    const colon = line.indexOf(':');
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (name === 'data') {
      this.#data.push(value);
    } else if (name === 'event') {
      this.#event = value;
    } else if (name === 'id') {
      this.#id = value;
    }
  }
}
