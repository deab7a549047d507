import { expect, test } from 'vitest';
import { EventStreamParser } from './sse';

const stream = ': hello\n\nid: 7\nevent: decision\ndata: {"a":\ndata: 1}\n\ndata:x\r\n\r\nevent: refresh\ndata: {}\n\n';
const events = [
  { id: '7', event: 'decision', data: '{"a":\n1}' },
  { id: '7', event: 'message', data: 'x' },
  { id: '7', event: 'refresh', data: '{}' },
];

test('events are read, and comments are ignored', () => {
  expect(new EventStreamParser().feed(stream)).toEqual(events);
});

test('an event may arrive in pieces of any size', () => {
  for (let size = 1; size < 20; size++) {
    const parser = new EventStreamParser();
    const read = [];
    for (let start = 0; start < stream.length; start += size) {
      read.push(...parser.feed(stream.slice(start, start + size)));
    }
    expect(read).toEqual(events);
  }
});
