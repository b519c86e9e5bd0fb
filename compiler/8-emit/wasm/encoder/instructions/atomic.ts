// Atomic accesses to shared memory. Source: the threads proposal, "Spec Changes".

import { sized } from './describe.ts';

/** Atomic instructions by name: `wait32` takes address, expected value and nanoseconds (negative: for ever), `notify` address and how many to wake. */
export const atomicInstructions = {
  ...sized(0xfe, ['i32', 'i32'], 'i32', 'memory', { 'memory.atomic.notify': [0x0, 4] }),
  ...sized(0xfe, ['i32', 'i32', 'i64'], 'i32', 'memory', { 'memory.atomic.wait32': [0x1, 4] }),
  ...sized(0xfe, [], 'none', 'zeros', { 'atomic.fence': [0x3, 1] }),
  ...sized(0xfe, ['i32'], 'i32', 'memory', { 'i32.atomic.load': [0x10, 4] }),
  ...sized(0xfe, ['i32'], 'i64', 'memory', { 'i64.atomic.load': [0x11, 8] }),
  ...sized(0xfe, ['i32', 'i32'], 'none', 'memory', { 'i32.atomic.store': [0x17, 4] }),
  ...sized(0xfe, ['i32', 'i64'], 'none', 'memory', { 'i64.atomic.store': [0x18, 8] }),
  ...sized(0xfe, ['i32', 'i32'], 'i32', 'memory', {
    'i32.atomic.rmw.add': [0x1e, 4],
    'i32.atomic.rmw.sub': [0x25, 4],
    'i32.atomic.rmw.and': [0x2c, 4],
    'i32.atomic.rmw.or': [0x33, 4],
    'i32.atomic.rmw.xor': [0x3a, 4],
    'i32.atomic.rmw.xchg': [0x41, 4],
  }),
  ...sized(0xfe, ['i32', 'i64'], 'i64', 'memory', {
    'i64.atomic.rmw.add': [0x1f, 8],
    'i64.atomic.rmw.sub': [0x26, 8],
    'i64.atomic.rmw.and': [0x2d, 8],
    'i64.atomic.rmw.or': [0x34, 8],
    'i64.atomic.rmw.xor': [0x3b, 8],
    'i64.atomic.rmw.xchg': [0x42, 8],
  }),
  ...sized(0xfe, ['i32', 'i32', 'i32'], 'i32', 'memory', { 'i32.atomic.rmw.cmpxchg': [0x48, 4] }),
  ...sized(0xfe, ['i32', 'i64', 'i64'], 'i64', 'memory', { 'i64.atomic.rmw.cmpxchg': [0x49, 8] }),
};
