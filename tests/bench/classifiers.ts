// Fully observed classifiers of real data, trained in a process of their own: seconds of training, and the memory of the
// whole process. Against scikit-learn on the same arrays, where it is installed.

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { sharedFile, sharedFolder } from '../support/shared-folder.ts';

const rounds = 3;

const cases = [
  { name: 'spam', title: 'spam: 4,460 messages, 7,740 words', file: 'sms_spam/SMSSpamCollection.txt' },
  { name: 'mnist', title: 'MNIST: 60,000 images, 784 pixels', file: 'mnist/train-images-idx3-ubyte.gz' },
] as const;

interface Measured {
  readonly seconds: number;
  readonly megabytes: number;
}

export function compareClassifiers(): readonly string[] {
  const rows = [`${' '.repeat(36)}     ours   memory  scikit-learn  ratio`];
  for (const { name, title, file } of cases) {
    const path = sharedFile(`data/${file}`);
    if (path === null) {
      rows.push(`${title}: not measured, ${sharedFolder} has no ${file}`);
      continue;
    }
    const ours: Measured[] = [];
    const peers: number[] = [];
    for (let round = 0; round < rounds; round++) {
      ours.push(measureOurs(name));
      const peer = measurePeer(name, path);
      if (peer !== null) peers.push(peer);
    }
    const mine = median(ours.map(({ seconds }) => seconds));
    const peer = peers.length === 0 ? null : median(peers);
    rows.push(
      [
        title.padEnd(36),
        `${mine.toFixed(3)} s`.padStart(9),
        `${median(ours.map(({ megabytes }) => megabytes)).toFixed(0)} MB`.padStart(9),
        (peer === null ? 'not installed' : `${peer.toFixed(3)} s`).padStart(14),
        (peer === null ? '' : (mine / peer).toFixed(2)).padStart(7),
      ].join(''),
    );
  }
  return rows;
}

function measureOurs(name: string): Measured {
  const script = join(import.meta.dirname, 'train-classifier.ts');
  const ended = spawnSync(process.execPath, ['--no-warnings', script, name], { encoding: 'utf8' });
  if (ended.status !== 0) throw new Error(`internal: the benchmark failed: ${ended.stderr}`);
  return JSON.parse(ended.stdout) as Measured;
}

function measurePeer(name: string, file: string): number | null {
  const script = join(import.meta.dirname, 'scikit-learn-classifiers.py');
  const ended = spawnSync('/usr/bin/python3', [script, name, file], {
    encoding: 'utf8',
    env: { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' },
  });
  return ended.status === 0 ? Number(ended.stdout.trim()) : null;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN;
}
