// Pictures as PNG: 8 bits a channel, grey or colour, no transparency.
// Format: ISO/IEC 15948, https://www.w3.org/TR/png-3/

import { crc32, deflateSync } from 'node:zlib';

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** `samples`: [row, column, channel], 0 to 255; `channels`: 1 for grey, 3 for red, green, blue. */
export function toPng(samples: Uint8Array, width: number, height: number, channels: 1 | 3): Uint8Array {
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header.set([8, channels === 1 ? 0 : 2, 0, 0, 0], 8);
  // Each line begins with its filter: 0, none.
  const stride = width * channels;
  const lines = new Uint8Array(height * (stride + 1));
  for (let row = 0; row < height; row++)
    lines.set(samples.subarray(row * stride, (row + 1) * stride), row * (stride + 1) + 1);
  const chunks = [
    Uint8Array.from(signature),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(lines, { level: 9 })),
    chunk('IEND', new Uint8Array()),
  ];
  const bytes = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let next = 0;
  for (const part of chunks) {
    bytes.set(part, next);
    next += part.length;
  }
  return bytes;
}

function chunk(type: string, content: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(12 + content.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, content.length);
  bytes.set(new TextEncoder().encode(type), 4);
  bytes.set(content, 8);
  view.setUint32(8 + content.length, crc32(bytes.subarray(4, 8 + content.length)));
  return bytes;
}
