// Pictures are read back as they were written, by the format's own rules.

import { crc32, inflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { toPng } from '../../../cli/png.ts';

test.each([
  { channels: 1, colour: 0 },
  { channels: 3, colour: 2 },
] as const)('a picture of $channels channels holds its samples', ({ channels, colour }) => {
  const [width, height] = [3, 2];
  const samples = Uint8Array.from({ length: width * height * channels }, (_, i) => i * 13);
  const bytes = toPng(samples, width, height, channels);
  expect([...bytes.subarray(0, 8)]).toEqual([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const view = new DataView(bytes.buffer);
  const chunks: { type: string; content: Uint8Array }[] = [];
  for (let at = 8; at < bytes.length;) {
    const length = view.getUint32(at);
    const type = new TextDecoder().decode(bytes.subarray(at + 4, at + 8));
    expect(view.getUint32(at + 8 + length)).toBe(crc32(bytes.subarray(at + 4, at + 8 + length)));
    chunks.push({ type, content: bytes.subarray(at + 8, at + 8 + length) });
    at += 12 + length;
  }
  expect(chunks.map(({ type }) => type)).toEqual(['IHDR', 'IDAT', 'IEND']);
  expect([...(chunks[0]?.content ?? [])]).toEqual([0, 0, 0, width, 0, 0, 0, height, 8, colour, 0, 0, 0]);
  const lines = inflateSync(chunks[1]?.content ?? new Uint8Array());
  const stride = width * channels;
  for (let row = 0; row < height; row++) {
    expect(lines[row * (stride + 1)]).toBe(0);
    expect([...lines.subarray(row * (stride + 1) + 1, (row + 1) * (stride + 1))]).toEqual([
      ...samples.subarray(row * stride, (row + 1) * stride),
    ]);
  }
});
