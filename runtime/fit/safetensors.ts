// The safetensors format, as much of it as fits need: tensors of F64 and I32, and text metadata.
//   8 bytes, little endian: length of the header; the header, JSON padded with spaces; the tensors' bytes.
// Header: { "__metadata__": { name: text }, "<tensor>": { "dtype", "shape", "data_offsets": [from, to] } }, offsets
// from the end of the header. The file may hold nothing that the header does not cover.
// Source: the format's description, https://github.com/huggingface/safetensors (README, "Format").

import { FitError } from '../errors.ts';
import { at, emptyRecord, recordFrom } from '../record.ts';

export interface Tensor {
  readonly shape: readonly number[];
  readonly values: Float64Array | Int32Array;
}

export interface TensorFile {
  readonly metadata: Readonly<Record<string, string>>;
  readonly tensors: Readonly<Record<string, Tensor>>;
}

/** The reference readers refuse longer headers. */
const longestHeader = 100_000_000;

const bytesPerElement = { F64: 8, I32: 4 } as const;

export function writeSafetensors({ metadata, tensors }: TensorFile): Uint8Array {
  // Wider elements first, so that all are aligned.
  const entries = Object.entries(tensors).sort(
    ([, a], [, b]) => b.values.BYTES_PER_ELEMENT - a.values.BYTES_PER_ELEMENT,
  );
  const header = recordFrom<unknown>([['__metadata__', metadata]]);
  let end = 0;
  for (const [name, { shape, values }] of entries) {
    const start = end;
    end += values.byteLength;
    header[name] = {
      dtype: values instanceof Float64Array ? 'F64' : 'I32',
      shape,
      data_offsets: [start, end],
    };
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  const headerLength = Math.ceil(json.length / 8) * 8;
  const bytes = new Uint8Array(8 + headerLength + end);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(headerLength), true);
  bytes.fill(0x20, 8, 8 + headerLength);
  bytes.set(json, 8);
  let offset = 8 + headerLength;
  for (const [, { values }] of entries)
    for (const value of values) {
      if (values instanceof Float64Array) view.setFloat64(offset, value, true);
      else view.setInt32(offset, value, true);
      offset += values.BYTES_PER_ELEMENT;
    }
  return bytes;
}

/** Error: `FitError` for anything that is not a whole, valid file of this format; `source` names it in messages. */
export function readSafetensors(bytes: Uint8Array, source: string): TensorFile {
  const fail = (problem: string): FitError =>
    new FitError(`${source} is no fit that can be read: ${problem}`);
  if (bytes.length < 8) throw fail('it is too short');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerLength = view.getBigUint64(0, true);
  if (headerLength > BigInt(longestHeader)) throw fail('it is not a safetensors file');
  const start = 8 + Number(headerLength);
  if (start > bytes.length) throw fail('it is cut short, or not a safetensors file');
  const header = parseHeader(bytes.subarray(8, start), fail);

  let metadata: Record<string, string> = emptyRecord<string>();
  const tensors = emptyRecord<Tensor>();
  const ranges: [number, number][] = [];
  for (const [name, entry] of Object.entries(header)) {
    if (name === '__metadata__') {
      metadata = readMetadata(entry, fail);
      continue;
    }
    const { dtype, shape, from, to } = readEntry(name, entry, fail);
    if (start + to > bytes.length) throw fail(`it is cut short within tensor \`${name}\``);
    tensors[name] = {
      shape,
      values: readValues(view, start + from, dtype, (to - from) / bytesPerElement[dtype]),
    };
    ranges.push([from, to]);
  }
  ranges.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  let covered = 0;
  for (const [from, to] of ranges) {
    if (from !== covered) throw fail('its tensors overlap or leave gaps');
    covered = to;
  }
  if (start + covered !== bytes.length) throw fail('it has bytes that belong to no tensor');
  return { metadata, tensors };
}

function parseHeader(
  bytes: Uint8Array,
  fail: (problem: string) => FitError,
): Readonly<Record<string, unknown>> {
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw fail('it is not a safetensors file');
  }
  if (!isObject(header)) throw fail('its header is no object');
  return header;
}

function readMetadata(entry: unknown, fail: (problem: string) => FitError): Record<string, string> {
  if (!isObject(entry)) throw fail('its metadata are no object');
  const metadata = emptyRecord<string>();
  for (const [name, value] of Object.entries(entry)) {
    if (typeof value !== 'string') throw fail(`its metadata \`${name}\` are no text`);
    metadata[name] = value;
  }
  return metadata;
}

interface Entry {
  readonly dtype: keyof typeof bytesPerElement;
  readonly shape: readonly number[];
  readonly from: number;
  readonly to: number;
}

function readEntry(name: string, entry: unknown, fail: (problem: string) => FitError): Entry {
  const broken = fail(`the entry of tensor \`${name}\` is broken`);
  if (!isObject(entry)) throw broken;
  const { dtype, shape, data_offsets: offsets } = entry;
  if (dtype !== 'F64' && dtype !== 'I32')
    throw fail(`tensor \`${name}\` has type ${String(dtype)}, which no fit has`);
  if (!isSizes(shape) || !isSizes(offsets) || offsets.length !== 2) throw broken;
  const [from, to] = [at(offsets, 0), at(offsets, 1)];
  const count = shape.reduce((product, size) => product * size, 1);
  if (to - from !== count * bytesPerElement[dtype])
    throw fail(`the shape of tensor \`${name}\` does not fit its bytes`);
  return { dtype, shape, from, to };
}

function readValues(
  view: DataView,
  start: number,
  dtype: Entry['dtype'],
  count: number,
): Float64Array | Int32Array {
  const values = dtype === 'F64' ? new Float64Array(count) : new Int32Array(count);
  for (let i = 0; i < count; i++)
    values[i] = dtype === 'F64' ? view.getFloat64(start + 8 * i, true) : view.getInt32(start + 4 * i, true);
  return values;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isSizes(value: unknown): value is readonly number[] {
  return (
    Array.isArray(value) && value.every((size: unknown) => Number.isSafeInteger(size) && Number(size) >= 0)
  );
}
